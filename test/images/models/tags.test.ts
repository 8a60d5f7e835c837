import { describe, expect, it } from 'vitest';
import { measureColours, nameOf } from '../../../electron/images/worker/models/colour-names.ts';
import { lookTags, objectTags, tagImage } from '../../../electron/images/worker/models/tags.ts';
import { draw, plain } from './pictures.ts';

describe('colours', () => {
  it.each([
    [[0, 0, 0], 'black'],
    [[255, 255, 255], 'white'],
    [[128, 128, 128], 'grey'],
    [[200, 20, 20], 'red'],
    [[240, 140, 30], 'orange'],
    [[110, 60, 30], 'brown'],
    [[240, 220, 60], 'yellow'],
    [[40, 140, 60], 'green'],
    [[40, 190, 180], 'turquoise'],
    [[30, 70, 200], 'blue'],
    [[120, 60, 180], 'purple'],
    [[240, 130, 190], 'pink'],
  ] as const)('names %j %s', (colour, name) => {
    expect(nameOf(colour)).toBe(name);
  });

  it('are counted where the picture is visible', async () => {
    const flag = await draw(
      `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">
        <rect width="32" height="32" fill="#1e46c8"/><rect x="32" width="32" height="16" fill="#fff"/>
      </svg>`,
      { channels: 4 },
    );
    const { shares } = await measureColours(flag);
    expect(shares[0]).toMatchObject({ name: 'blue' });
    expect(shares[0]?.share).toBeCloseTo(2 / 3, 1);
    expect(shares[1]).toMatchObject({ name: 'white' });
  });
});

describe('tags', () => {
  const box = { left: 0, top: 0, right: 1, bottom: 1 };

  it('name each kind of object once, the surest first', () => {
    const tags = objectTags([
      { classIndex: 15, confidence: 0.5, box },
      { classIndex: 0, confidence: 0.8, box },
      { classIndex: 15, confidence: 0.6, box },
      { classIndex: 2, confidence: 0.1, box },
      { classIndex: 99, confidence: 0.9, box },
    ]);
    expect(tags).toEqual([
      { label: 'person', confidence: 0.8 },
      { label: 'cat', confidence: 0.6 },
    ]);
  });

  it.each([
    [{ width: 300, height: 100 }, 'panorama'],
    [{ width: 150, height: 100 }, 'landscape format'],
    [{ width: 100, height: 101 }, 'square format'],
    [{ width: 100, height: 150 }, 'portrait format'],
  ])('tell the format of %j: %s', (size, label) => {
    const tags = lookTags(size, { brightness: 0.5, isMonochrome: false });
    expect(tags).toEqual([{ label, confidence: 1 }]);
  });

  it('of an empty dark blue picture name no object', async () => {
    const tags = await tagImage(plain(150, 100, [10, 20, 120]));
    expect(tags.map(({ label }) => label)).toEqual(['blue', 'landscape format', 'dark']);
    expect(tags[0]?.confidence).toBeCloseTo(1);
  });

  it('of a grey picture say black and white', async () => {
    const tags = await tagImage(plain(100, 100, [230, 230, 230]));
    expect(tags.map(({ label }) => label)).toEqual(['square format', 'black and white', 'bright']);
  });
});
