import type { EditDocument } from './document.ts';
import type { Colour } from './expression.ts';
import type { ImageSize } from './image-size.ts';
import type { Lut } from './lut.ts';
import type { Table } from './tables.ts';

/** A step of the look of a pixel, from linear light to linear light. */
export interface Stage {
  readonly name: string;
  /** As it is: the stage is left out. */
  isIdle(document: EditDocument, lut: Lut | null): boolean;
  formula(colour: Colour): Colour;
  uniforms?(
    document: EditDocument,
    given: { readonly size: ImageSize; readonly lut: Lut | null },
  ): Readonly<Record<string, number>>;
  tables?(document: EditDocument, lut: Lut | null): Readonly<Record<string, Table>>;
}
