import type { EditDocument } from '../../electron/contract/editing/document.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { ChosenFile } from './chosen-file.tsx';

interface LutFieldProps {
  readonly document: EditDocument;
  /** With another table, or with none. */
  readonly onChange: (document: EditDocument) => Promise<void> | void;
}

/** A table of colours from a .cube file: chosen, replaced, taken out. */
export function LutField({ document, onChange }: LutFieldProps) {
  const { t } = useTexts();
  const { effects } = document;
  const set = async (table: EditDocument['effects']['lut']['table']): Promise<void> => {
    await onChange({ ...document, effects: { ...effects, lut: { ...effects.lut, table } } });
  };
  return (
    <ChosenFile
      label={t('editor.lut.choose')}
      name={effects.lut.table?.name ?? null}
      onChoose={async () => {
        const chosen = await call('edits.choose-lut', undefined);
        if (chosen !== null) await set(chosen);
      }}
      onRemove={() => set(null)}
    />
  );
}
