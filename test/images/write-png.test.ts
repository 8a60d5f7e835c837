import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { writePng } from '../../electron/images/worker/metadata/write-png.ts';
import { noise, samplesOf } from './fixtures.ts';

type Band = Uint8Array | Uint16Array;

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 30 }),
  channels: fc.constantFrom(3 as const, 4 as const),
  deep: fc.boolean(),
  bandRows: fc.integer({ min: 1, max: 30 }),
});

async function* bandsOf(all: Band, bandLength: number): AsyncGenerator<Band> {
  for (let from = 0; from < all.length; from += bandLength) {
    yield all.slice(from, from + bandLength);
  }
}

async function written(bands: AsyncIterable<Band>, header: Header): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await writePng(bands, header, async (bytes) => {
    parts.push(bytes);
  });
  return Buffer.concat(parts);
}
type Header = Parameters<typeof writePng>[1];

it('a PNG written in bands is read as what went in, whatever its shape', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.infiniteStream(fc.nat(65_535)), async (shape, values) => {
      const { width, height, channels, deep, bandRows } = shape;
      const all = new (deep ? Uint16Array : Uint8Array)(width * height * channels);
      for (let index = 0; index < all.length; index += 1) all[index] = values.next().value ?? 0;
      const bands = bandsOf(all, bandRows * width * channels);
      const png = await written(bands, { width, height, channels, deep, profile: null });
      const read = await samplesOf(png, deep ? 'ushort' : 'uchar');
      expect(read).toMatchObject({ width, height, channels });
      expect([...read.samples]).toEqual([...all]);
    }),
    { numRuns: 60 },
  );
});

it('carries its colour profile', async () => {
  const size = { width: 4, height: 3 };
  const { icc } = await sharp(await noise(size).withIccProfile('p3').png().toBuffer()).metadata();
  if (icc === undefined) throw new Error('There is no profile');
  const header = { ...size, channels: 3, deep: false, profile: icc } as const;
  const png = await written(bandsOf(new Uint8Array(36), 12), header);
  expect((await sharp(png).metadata()).icc).toEqual(icc);
});

it('ends with the fault of what makes its bands', async () => {
  async function* broken(): AsyncGenerator<Band> {
    yield new Uint8Array(12);
    throw new Error('no more');
  }
  const header = { width: 4, height: 3, channels: 3, deep: false, profile: null } as const;
  await expect(written(broken(), header)).rejects.toThrow('no more');
});
