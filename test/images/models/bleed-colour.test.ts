import { expect, it } from 'vitest';
import { bleedColour } from '../../../electron/images/worker/models/bleed-colour.ts';

/** One row: red, two hidden black pixels, then a hidden one farther off. */
const row = {
  width: 4,
  height: 1,
  channels: 4 as const,
  data: Uint8Array.from([200, 10, 20, 255, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 0]),
};

it('carries visible colour as far under the transparency as it is told', () => {
  expect([...bleedColour(row, 2)]).toEqual([200, 10, 20, 200, 10, 20, 200, 10, 20, 9, 9, 9]);
});

it('leaves an image without anything visible as it is', () => {
  const hidden = { ...row, data: row.data.map((value, index) => (index % 4 === 3 ? 0 : value)) };
  expect([...bleedColour(hidden, 5)]).toEqual([200, 10, 20, 0, 0, 0, 0, 0, 0, 9, 9, 9]);
});

it('does not carry colour over the edge into the next row', () => {
  const image = { ...row, width: 2, height: 2 };
  expect([...bleedColour(image, 1).subarray(9)]).toEqual([9, 9, 9]);
});
