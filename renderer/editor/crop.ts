import type { EditDocument } from '../../electron/contract/editing/document.ts';
import type { ImageSize } from '../../electron/contract/editing/image-size.ts';

/** Fractions of the picture before it is cropped. */
export type Crop = NonNullable<EditDocument['geometry']['crop']>;
export const wholeCrop: Crop = { x: 0, y: 0, width: 1, height: 1 };

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
export const corners: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];

const least = 0.02;

/** The largest part of a crop with a ratio (width by height in pixels), about its middle. */
export function withRatio(crop: Crop, ratio: number, picture: ImageSize): Crop {
  const share = (ratio * picture.height) / picture.width;
  const width = Math.min(crop.width, crop.height * share);
  const height = width / share;
  return {
    x: crop.x + (crop.width - width) / 2,
    y: crop.y + (crop.height - height) / 2,
    width,
    height,
  };
}

export function moved(crop: Crop, dx: number, dy: number): Crop {
  return {
    ...crop,
    x: clamp(crop.x + dx, 0, 1 - crop.width),
    y: clamp(crop.y + dy, 0, 1 - crop.height),
  };
}

interface Pull {
  readonly corner: Corner;
  /** Where the corner is pulled to. */
  readonly x: number;
  readonly y: number;
  /** Width by height in fractions; null: free. */
  readonly share: number | null;
}

/** Pulls a corner; the one across from it stays. */
export function pulled(crop: Crop, { corner, x, y, share }: Pull): Crop {
  const fromLeft = corner.endsWith('left');
  const fromTop = corner.startsWith('top');
  const fixedX = fromLeft ? crop.x + crop.width : crop.x;
  const fixedY = fromTop ? crop.y + crop.height : crop.y;
  const roomX = fromLeft ? fixedX : 1 - fixedX;
  const roomY = fromTop ? fixedY : 1 - fixedY;
  let width = within(fromLeft ? fixedX - x : x - fixedX, roomX);
  let height = within(fromTop ? fixedY - y : y - fixedY, roomY);
  if (share !== null) {
    // The side that is pulled further leads.
    const across = Math.abs(width - crop.width) >= Math.abs(height - crop.height) * share;
    const wanted = Math.max(across ? width : height * share, least, least * share);
    width = Math.min(wanted, roomX, roomY * share);
    height = width / share;
  }
  return {
    x: fromLeft ? fixedX - width : fixedX,
    y: fromTop ? fixedY - height : fixedY,
    width,
    height,
  };
}

/** As it is kept: null for all of it, and never a hair beyond. */
export function kept(crop: Crop): Crop | null {
  const width = Math.min(crop.width, 1);
  const height = Math.min(crop.height, 1);
  if (width > 1 - 1e-4 && height > 1 - 1e-4) return null;
  return { x: clamp(crop.x, 0, 1 - width), y: clamp(crop.y, 0, 1 - height), width, height };
}

/** Not too small to be taken hold of again, unless there is less room than that. */
function within(length: number, room: number): number {
  return Math.min(Math.max(length, least), room);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
