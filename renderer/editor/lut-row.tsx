import type { EditDocument } from '../../electron/contract/editing/document.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { ChosenFile } from './chosen-file.tsx';
import { lutControl } from './controls.ts';
import { change, useEditor } from './edit-store.ts';
import { SliderRow } from './slider-row.tsx';

/** A table of colours from a .cube file, and how much of it. */
export function LutRow() {
  const { t } = useTexts();
  const table = useEditor(({ document }) => document.effects.lut.table);
  return (
    <>
      <ChosenFile
        label={t('editor.lut.choose')}
        name={table?.name ?? null}
        onChoose={async () => {
          const chosen = await call('edits.choose-lut', undefined);
          if (chosen !== null) await set(chosen);
        }}
        onRemove={() => set(null)}
      />
      {table === null ? null : <SliderRow control={lutControl} />}
    </>
  );
}

async function set(table: EditDocument['effects']['lut']['table']): Promise<void> {
  const { document } = useEditor.getState();
  const { effects } = document;
  await change({ ...document, effects: { ...effects, lut: { ...effects.lut, table } } });
}
