import { z } from 'zod';
import type { ImageSize } from './image-size.ts';

export const resizeRules = ['none', 'longest', 'width', 'height', 'percent'] as const;

/** How large the cropped picture comes out, its shape kept; `to`: pixels, or a percentage. */
export const resizeSchema = z
  .object({
    by: z.enum(resizeRules).default('none'),
    to: z.number().min(1).max(30_000).default(2048),
  })
  .readonly();
export type Resize = z.infer<typeof resizeSchema>;

const mostSide = 30_000;
const mostPixels = 100_000_000;

/** Whole pixels, one at least; an enlargement ends at 100 megapixels. `size`: of the cropped picture. */
export function resizedSize(resize: Resize, size: ImageSize): ImageSize {
  if (resize.by === 'none') return size;
  const enlarged = Math.min(
    mostSide / Math.max(size.width, size.height),
    Math.sqrt(mostPixels / (size.width * size.height)),
  );
  const scale = Math.min(wantedScale(resize, size), Math.max(1, enlarged));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

function wantedScale({ by, to }: Resize, { width, height }: ImageSize): number {
  switch (by) {
    case 'none':
      return 1;
    case 'longest':
      return to / Math.max(width, height);
    case 'width':
      return to / width;
    case 'height':
      return to / height;
    case 'percent':
      return to / 100;
  }
}
