import { X } from 'lucide-react';
import { type FormEvent, useEffect, useRef } from 'react';
import type { EditSnapshot } from '../../electron/contract/editing/session.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { change, keepSnapshot, removeSnapshot } from './edit-store.ts';

interface SnapshotsProps {
  readonly snapshots: readonly EditSnapshot[];
}

/** How the edit stood once, by names: a click goes back there, as a step that can be undone. */
export function SnapshotList({ snapshots }: SnapshotsProps) {
  const { t } = useTexts();
  return (
    <ul className="edit-history" aria-label={t('editor.snapshots')}>
      {snapshots.map(({ id, name, document }) => (
        <li key={id} className="edit-history__kept">
          <Button
            look="quiet"
            size="small"
            onClick={() => {
              attempt(() => change(document));
            }}
          >
            {name}
          </Button>
          <IconButton
            label={t('editor.removeSnapshot', { name })}
            icon={<X />}
            onClick={() => {
              attempt(() => removeSnapshot(id));
            }}
          />
        </li>
      ))}
    </ul>
  );
}

interface SnapshotFormProps extends SnapshotsProps {
  readonly onKept: () => void;
}

/** Asks for the name of a snapshot, with one at hand. */
export function SnapshotForm({ snapshots, onKept }: SnapshotFormProps) {
  const { t } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const keep = (event: FormEvent): void => {
    event.preventDefault();
    const name = field.current?.value.trim() ?? '';
    if (name === '') return;
    onKept();
    attempt(() => keepSnapshot(name));
  };
  return (
    <form className="edit-history__naming" onSubmit={keep}>
      <TextInput
        ref={field}
        aria-label={t('editor.snapshotField')}
        defaultValue={unusedName(snapshots, (number) => t('editor.snapshotName', { number }))}
        maxLength={100}
      />
      <Button type="submit" size="small">
        {t('editor.keep')}
      </Button>
    </form>
  );
}

function unusedName(
  snapshots: readonly EditSnapshot[],
  numbered: (number: number) => string,
): string {
  const known = new Set(snapshots.map(({ name }) => name));
  let number = snapshots.length + 1;
  while (known.has(numbered(number))) number += 1;
  return numbered(number);
}
