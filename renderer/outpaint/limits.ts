import { isWithinReach, largestImage } from '../../electron/contract/images.ts';
import type { ImageLimits, ProviderId } from '../../electron/contract/providers.ts';
import type { Size } from '../studio/viewport.ts';
import { type Side, type Sides, frameSize, sides } from './frame.ts';

/** Who would do it, with what it takes as an image. */
export interface Taker {
  readonly provider: ProviderId;
  readonly image: ImageLimits;
}

/** What the user should know of a frame before it is paid for; each has sentences of its own. */
export type Notice =
  | { readonly kind: 'nobody' }
  /** Nobody takes an image of this shape, whatever the frame: it must be cropped first. */
  | {
      readonly kind: 'too-long';
      readonly provider: ProviderId;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: 'at-most'; readonly sides: readonly Side[]; readonly most: number }
  /** More than the app can hold. */
  | { readonly kind: 'too-large'; readonly result: Size; readonly most: number }
  /** The image is shrunk on its way, so what is new is drawn coarser than the image. */
  | { readonly kind: 'shrunk'; readonly provider: ProviderId; readonly sent: Size };

interface Question {
  readonly image: Size;
  readonly frame: Sides;
  readonly takers: readonly Taker[];
  /** The longest that a side may be. */
  readonly most: number;
}

/** What the first provider's limits mean for a frame, the gravest first; the others only step in. Pure. */
export function noticesOf({ image, frame, takers, most }: Question): readonly Notice[] {
  const ratio = image.width / image.height;
  const taker = takers.find(
    ({ image: limits }) => ratio >= limits.minRatio && ratio <= limits.maxRatio,
  );
  if (taker === undefined) {
    const [first] = takers;
    if (first === undefined) return [{ kind: 'nobody' }];
    const { minRatio, maxRatio } = first.image;
    return [{ kind: 'too-long', provider: first.provider, least: minRatio, most: maxRatio }];
  }
  const result = frameSize(image, frame);
  if (!isWithinReach(result)) {
    return [{ kind: 'too-large', result, most: largestImage.pixels }];
  }
  const notices: Notice[] = [];
  const longest = sides.filter((side) => frame[side] >= most);
  if (longest.length > 0) notices.push({ kind: 'at-most', sides: longest, most });
  const sent = sentSize(image, taker.image);
  if (sent.width < image.width) {
    notices.push({ kind: 'shrunk', provider: taker.provider, sent });
  }
  return notices;
}

/** The size at which an image goes out: as it is, or as much smaller as the limits ask for. */
function sentSize({ width, height }: Size, { maxPixels, maxSide }: ImageLimits): Size {
  const scale = Math.min(
    1,
    Math.sqrt(maxPixels / (width * height)),
    maxSide / Math.max(width, height),
  );
  return { width: Math.floor(width * scale), height: Math.floor(height * scale) };
}
