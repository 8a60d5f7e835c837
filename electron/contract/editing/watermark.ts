import { z } from 'zod';
import { editImageSchema } from './image-name.ts';
import type { ImageSize } from './image-size.ts';

export const markPlaces = [
  'top-left',
  'top',
  'top-right',
  'left',
  'middle',
  'right',
  'bottom-left',
  'bottom',
  'bottom-right',
] as const;

const percent = z.number().min(0).max(100);

/**
 * A text or an image laid over the finished picture. Lengths are percentages of the picture's
 * shorter side, so that a mark looks the same on every size.
 */
export const watermarkSchema = z
  .object({
    kind: z.enum(['none', 'text', 'image']).default('none'),
    text: z.string().max(200).default(''),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/)
      .default('#ffffff'),
    image: editImageSchema.nullable().default(null),
    /** Of a text the height of its font, of an image its longer side. */
    size: z.number().min(1).max(100).default(6),
    /** Degrees clockwise. */
    angle: z.number().min(-90).max(90).default(0),
    opacity: percent.default(60),
    place: z.enum(markPlaces).default('bottom-right'),
    /** From the edges inwards; from the middle to the right and downwards. */
    offsetX: z.number().min(-50).max(50).default(4),
    offsetY: z.number().min(-50).max(50).default(4),
    tiled: z.boolean().default(false),
    /** Between the tiles. */
    gap: percent.default(15),
  })
  .readonly();
export type Watermark = z.infer<typeof watermarkSchema>;

/** What a worker needs to draw a mark, beside the blob of its image. */
export const markDrawingSchema = z
  .object({
    mark: watermarkSchema,
    /** Of the picture that it is for, in pixels. */
    picture: z.object({ width: z.int().positive(), height: z.int().positive() }).readonly(),
    /** Pixels to draw per pixel of the picture; large marks get fewer. */
    scale: z.number().positive().max(1),
    space: z.enum(['srgb', 'display-p3']),
  })
  .readonly();
export type MarkDrawing = z.infer<typeof markDrawingSchema>;

/** Whether there is anything to lay over. */
export function isMarked({ kind, text, image, opacity }: Watermark): boolean {
  if (opacity === 0) return false;
  return kind === 'text' ? text.trim() !== '' : kind === 'image' && image !== null;
}

/** Where a mark's pixels go, in whole pixels of the picture. */
export interface MarkLayout {
  readonly left: number;
  readonly top: number;
  /** From one tile to the next, and how far every other row is moved. Null: there is one only. */
  readonly tiles: (ImageSize & { readonly shift: number }) | null;
}

/** `drawn`: of the mark, in pixels of the same picture. */
export function markLayout(mark: Watermark, picture: ImageSize, drawn: ImageSize): MarkLayout {
  const unit = Math.min(picture.width, picture.height) / 100;
  const middle = {
    left: Math.round((picture.width - drawn.width) / 2),
    top: Math.round((picture.height - drawn.height) / 2),
  };
  if (mark.tiled) {
    const gap = Math.round(mark.gap * unit);
    const width = Math.max(1, Math.round(drawn.width) + gap);
    const height = Math.max(1, Math.round(drawn.height) + gap);
    return { ...middle, tiles: { width, height, shift: Math.round(width / 2) } };
  }
  const [x, y] = [Math.round(mark.offsetX * unit), Math.round(mark.offsetY * unit)];
  const { place } = mark;
  const left = place.endsWith('left')
    ? x
    : place.endsWith('right')
      ? Math.round(picture.width - drawn.width) - x
      : middle.left + x;
  const top = place.startsWith('top')
    ? y
    : place.startsWith('bottom')
      ? Math.round(picture.height - drawn.height) - y
      : middle.top + y;
  return { left, top, tiles: null };
}

/** From a place in the picture to the one in the mark, or in the tile that lies there. */
export function placeInMark(
  { left, top, tiles }: MarkLayout,
  x: number,
  y: number,
): readonly [number, number] {
  if (tiles === null) return [x - left, y - top];
  const row = Math.floor((y - top) / tiles.height);
  const moved = x - left - (Math.abs(row) % 2) * tiles.shift;
  return [moved - Math.floor(moved / tiles.width) * tiles.width, y - top - row * tiles.height];
}
