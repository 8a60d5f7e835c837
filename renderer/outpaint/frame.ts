import type { Margins, Point, Size } from '../studio/viewport.ts';

/** How far the new frame reaches beyond the image, in image pixels: the options of `outpaint`. */
export type Sides = Margins;
export type Side = keyof Sides;

export const sides: readonly Side[] = ['left', 'right', 'up', 'down'];
export const noSides: Sides = { left: 0, right: 0, up: 0, down: 0 };

/** An edge of the frame, or two that meet in a corner. */
export const handles = {
  'up-left': ['up', 'left'],
  up: ['up'],
  'up-right': ['up', 'right'],
  left: ['left'],
  right: ['right'],
  'down-left': ['down', 'left'],
  down: ['down'],
  'down-right': ['down', 'right'],
} as const satisfies Record<string, readonly Side[]>;
export type Handle = keyof typeof handles;
export const handleNames = Object.keys(handles) as readonly Handle[];

export function frameSize(image: Size, { left, right, up, down }: Sides): Size {
  return { width: image.width + left + right, height: image.height + up + down };
}

export function isNothing(frame: Sides): boolean {
  return sides.every((side) => frame[side] === 0);
}

interface Pull {
  readonly handle: Handle;
  /** In image pixels, to the right and down. */
  readonly by: Point;
  /** The opposite edges go as far the other way. */
  readonly alike: boolean;
  /** The longest that a side may be. */
  readonly most: number;
}

/** The frame after a handle was pulled from where it was; whole pixels, never into the image. */
export function pulled(from: Sides, { handle, by, alike, most }: Pull): Sides {
  const result = { ...from };
  for (const side of handles[handle]) {
    const length = from[side] + outward(side, by);
    result[side] = withinMost(length, most);
    if (alike) result[opposite[side]] = result[side];
  }
  return result;
}

/** The smallest frame of a shape (width by height), the image in its middle, as far as `most` lets it. */
export function sidesForRatio(image: Size, ratio: number, most: number): Sides {
  const width = Math.max(Math.round(image.height * ratio) - image.width, 0);
  const height = Math.max(Math.round(image.width / ratio) - image.height, 0);
  return {
    left: withinMost(Math.floor(width / 2), most),
    right: withinMost(Math.ceil(width / 2), most),
    up: withinMost(Math.floor(height / 2), most),
    down: withinMost(Math.ceil(height / 2), most),
  };
}

/** Whether a frame has this shape, as near as whole pixels can come to it. */
export function hasRatio({ width, height }: Size, ratio: number): boolean {
  return Math.abs(width - height * ratio) < 1 || Math.abs(height - width / ratio) < 1;
}

/** "3:2" as width by height. */
export function ratioOf(name: string): number {
  const [width = 1, height = 1] = name.split(':').map(Number);
  return width / height;
}

const opposite: Readonly<Record<Side, Side>> = {
  left: 'right',
  right: 'left',
  up: 'down',
  down: 'up',
};

function outward(side: Side, { x, y }: Point): number {
  switch (side) {
    case 'left':
      return -x;
    case 'right':
      return x;
    case 'up':
      return -y;
    case 'down':
      return y;
  }
}

function withinMost(length: number, most: number): number {
  return Math.min(Math.max(Math.round(length), 0), most);
}
