import { describe, expect, it } from 'vitest';
import {
  type MaskStep,
  addPoint,
  isEmptyMask,
  maskSize,
} from '../../renderer/studio/mask-strokes.ts';

const stroke = (tool: 'brush' | 'eraser'): MaskStep => ({
  kind: 'stroke',
  tool,
  size: 10,
  points: [{ x: 1, y: 1 }],
});
const invert: MaskStep = { kind: 'invert' };

describe('a mask', () => {
  it.each([
    ['nothing', [], true],
    ['a stroke', [stroke('brush')], false],
    ['an eraser alone', [stroke('eraser')], true],
    ['everything', [invert], false],
    ['everything, and back', [invert, invert], true],
    ['everything but a stroke', [invert, stroke('eraser')], false],
    ['a stroke, inverted twice', [stroke('brush'), invert, invert], false],
  ] as const)('of %s: empty is %s', (_name, mask, empty) => {
    expect(isEmptyMask(mask)).toBe(empty);
  });

  it('grows by points while the pointer is down', () => {
    const mask = addPoint([stroke('brush')], { x: 5, y: 6 });
    expect(mask[0]).toMatchObject({
      points: [
        { x: 1, y: 1 },
        { x: 5, y: 6 },
      ],
    });
    expect(addPoint([invert], { x: 5, y: 6 })).toEqual([invert]);
  });

  it('has the shape of its image, at most 2048 pixels long', () => {
    expect(maskSize({ width: 6000, height: 4000 })).toEqual({ width: 2048, height: 1365 });
    expect(maskSize({ width: 300, height: 200 })).toEqual({ width: 300, height: 200 });
  });
});
