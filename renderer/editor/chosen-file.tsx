import { FolderOpen, X } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';

interface ChosenFileProps {
  readonly label: string;
  /** Null: none is chosen. */
  readonly name: string | null;
  readonly onChoose: () => Promise<void>;
  readonly onRemove: () => Promise<void>;
}

/** A file that an edit names: chosen, replaced, taken out. */
export function ChosenFile({ label, name, onChoose, onRemove }: ChosenFileProps) {
  const { t } = useTexts();
  return (
    <div className="chosen-file">
      <Button
        icon={<FolderOpen size={16} aria-hidden />}
        aria-label={name === null ? label : `${label}: ${name}`}
        onClick={() => {
          attempt(onChoose);
        }}
      >
        <span className="chosen-file__name">{name ?? label}</span>
      </Button>
      {name === null ? null : (
        <IconButton
          label={t('editor.takeOut', { name })}
          icon={<X />}
          onClick={() => {
            attempt(onRemove);
          }}
        />
      )}
    </div>
  );
}
