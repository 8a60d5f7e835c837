import { lutControl } from './controls.ts';
import { change, useEditor } from './edit-store.ts';
import { LutField } from './lut-field.tsx';
import { SliderRow } from './slider-row.tsx';

/** The table of colours of the edit that is open, and how much of it. */
export function LutRow() {
  const document = useEditor((state) => state.document);
  return (
    <>
      <LutField document={document} onChange={change} />
      {document.effects.lut.table === null ? null : <SliderRow control={lutControl} />}
    </>
  );
}
