import { describe, expect, it } from 'vitest';
import { stabilityCapabilities } from '../../electron/providers/stability/capabilities.ts';
import { noSides } from '../../renderer/outpaint/frame.ts';
import { type Taker, noticesOf } from '../../renderer/outpaint/limits.ts';

const outpaint = stabilityCapabilities.find(({ operation }) => operation === 'outpaint');
if (!outpaint?.image) throw new Error('Stability takes images to outpaint');
const stability: Taker = { provider: 'stability', image: outpaint.image };
const photo = { width: 1200, height: 800 };
const ask = { image: photo, frame: noSides, takers: [stability], most: 2000 };

describe('what limits mean for a frame', () => {
  it('is nothing where everything fits', () => {
    expect(noticesOf({ ...ask, frame: { ...noSides, left: 1999 } })).toEqual([]);
  });

  it('names the sides that are as long as they may be', () => {
    const frame = { left: 2000, right: 12, up: 2000, down: 0 };
    expect(noticesOf({ ...ask, frame })).toEqual([
      { kind: 'at-most', sides: ['left', 'up'], most: 2000 },
    ]);
  });

  it('says which shapes are taken where the image is too long', () => {
    expect(noticesOf({ ...ask, image: { width: 3000, height: 1000 } })).toEqual([
      { kind: 'too-long', provider: 'stability', least: 0.4, most: 2.5 },
    ]);
  });

  it('asks the next one who takes the shape', () => {
    const wide: Taker = {
      provider: 'cloud',
      image: { ...stability.image, minRatio: 0.1, maxRatio: 10 },
    };
    const image = { width: 3000, height: 1000 };
    expect(noticesOf({ ...ask, image, takers: [stability, wide] })).toEqual([]);
  });

  it('says that beside a large photo what is new is coarser', () => {
    const image = { width: 6000, height: 4000 };
    expect(noticesOf({ ...ask, image, frame: { ...noSides, right: 600 } })).toEqual([
      {
        kind: 'shrunk',
        provider: 'stability',
        sent: { width: 3762, height: 2508 },
      },
    ]);
  });

  it('says what is more than can be held', () => {
    const image = { width: 10_000, height: 6400 };
    const frame = { left: 2000, right: 2000, up: 2000, down: 1000 };
    expect(noticesOf({ ...ask, image, frame })).toEqual([
      { kind: 'too-large', result: { width: 14_000, height: 9400 }, most: 128_000_000 },
    ]);
  });

  it('says so where nobody can do it', () => {
    expect(noticesOf({ ...ask, takers: [] })).toEqual([{ kind: 'nobody' }]);
  });
});
