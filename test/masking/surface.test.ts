import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskStep } from '../../electron/contract/masking/document.ts';
import { beginPull } from '../../renderer/masking/mask-pull.ts';
import { createMaskSurface } from '../../renderer/masking/surface.ts';
import { type MaskTool, firstBrush } from '../../renderer/masking/tools.ts';
import { anyStep, coverOf, drawnOn } from './support/steps.ts';

const image = { width: 32, height: 20 };
const none = new Map<string, Uint8Array>();

describe('what the window draws', () => {
  it('is what the steps say, however they are undone and done again', () => {
    const lists = fc.array(fc.tuple(fc.array(anyStep(image), { maxLength: 4 }), fc.nat(8)), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(lists, (turns) => {
        const surface = createMaskSurface(image);
        let steps: readonly MaskStep[] = [];
        for (const [more, done] of turns) {
          steps = [...steps.slice(0, done), ...more];
          surface.show(steps, none);
          expect(surface.plane).toEqual(drawnOn(image, steps));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('tells all that changed', () => {
    fc.assert(
      fc.property(fc.array(anyStep(image), { maxLength: 4 }), fc.nat(4), (steps, done) => {
        const surface = createMaskSurface(image);
        surface.show(steps, none);
        const before = surface.plane.data.slice();
        const area = surface.show(steps.slice(0, done), none);
        const untold = surface.plane.data.findIndex((value, pixel) => {
          const [x, y] = [pixel % image.width, Math.floor(pixel / image.width)];
          const told = x >= area.left && x < area.right && y >= area.top && y < area.bottom;
          return !told && value !== before[pixel];
        });
        expect(untold).toBe(-1);
      }),
    );
  });

  it('while a brush is pulled is what its step draws afterwards, and nothing once it is dropped', () => {
    const touch = fc.record({
      x: fc.double({ min: -10, max: 40, noNaN: true }),
      y: fc.double({ min: -10, max: 30, noNaN: true }),
      pressure: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(anyStep(image), { maxLength: 2 }),
        fc.array(fc.array(touch, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('add' as const, 'subtract' as const),
        (steps, frames, mode) => {
          const surface = createMaskSurface(image);
          surface.show(steps, none);
          const pull = () => {
            const brush = { ...firstBrush, size: 0.3, hardness: 0.4, flow: 0.5 };
            const begun = beginPull({ surface, image, tool: 'brush', mode, brush, fineness: 0.5 });
            for (const touches of frames) begun.move(touches);
            return begun;
          };
          pull().drop();
          expect(surface.plane).toEqual(drawnOn(image, steps));
          const step = pull().end();
          if (step === null) throw new Error('a stroke is always something');
          expect(surface.plane).toEqual(drawnOn(image, [...steps, step]));
          surface.show([...steps, step], none);
          expect(surface.plane).toEqual(drawnOn(image, [...steps, step]));
          surface.show(steps, none);
          expect(surface.plane).toEqual(drawnOn(image, steps));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a pull', () => {
  const pulled = (tool: MaskTool, places: readonly (readonly [number, number])[]) => {
    const surface = createMaskSurface(image);
    const pull = beginPull({
      surface,
      image,
      tool,
      mode: 'add',
      brush: firstBrush,
      fineness: 0.5,
    });
    pull.move(places.map(([x, y]) => ({ x, y, pressure: 1 })));
    return pull.end();
  };

  it.each([
    ['rectangle', { kind: 'rectangle', x: 2, y: 4, width: 20, height: 11 }],
    ['linear', { kind: 'linear', from: [22, 15], to: [2, 4] }],
    ['radial', { kind: 'radial', centre: [12, 9.5], radii: [10, 5.5] }],
  ] as const)('makes a %s, from whichever corner', (tool, step) => {
    expect(
      pulled(tool, [
        [22, 15],
        [9, 9],
        [2, 4],
      ]),
    ).toMatchObject(step);
  });

  it('of a lasso goes round', () => {
    const step = pulled('lasso', [
      [2, 2],
      [20, 2],
      [20, 12],
      [2, 12],
    ]);
    expect(step && coverOf(drawnOn(image, [step]))).toBeCloseTo(180, 0);
  });

  it.each(['rectangle', 'linear', 'radial', 'lasso'] as const)(
    'that is a slip of the hand makes no %s',
    (tool) => {
      expect(
        pulled(tool, [
          [5, 5],
          [5.2, 5.1],
        ]),
      ).toBeNull();
    },
  );
});
