/** One way of encoding that is tried: a quality of 1 to 100, and the longest side in pixels. */
export interface Trial {
  readonly quality: number;
  readonly longestSide: number;
}

export interface FitBytes<Encoded> {
  readonly maxBytes: number;
  /** The best that is wanted. */
  readonly from: Trial;
  /** False for the lossless formats: only fewer pixels make their files smaller. */
  readonly lossy: boolean;
  encode(trial: Trial): Promise<Encoded>;
  sizeOf(encoded: Encoded): number;
}

/** Below it, fewer pixels look better than more loss. */
const leastQuality = 40;
const leastSide = 16;
/** Shrinking converges fast; this only bounds a format whose size hardly follows its pixels. */
const mostShrinks = 12;

/**
 * The best encoding whose bytes fit, or null where none does: the highest quality that fits, found
 * by halving (at most 6 encodings); below the least quality, fewer pixels. A file's size grows about
 * with its pixels, so the side shrinks by the root of what is too much, and a little more.
 */
export async function fitBytes<Encoded>(task: FitBytes<Encoded>): Promise<Encoded | null> {
  const fits = (encoded: Encoded): boolean => task.sizeOf(encoded) <= task.maxBytes;
  let { longestSide } = task.from;
  for (let shrink = 0; shrink <= mostShrinks; shrink += 1) {
    const best = await task.encode({ ...task.from, longestSide });
    if (fits(best)) return best;
    const least = task.lossy
      ? await task.encode({ quality: Math.min(leastQuality, task.from.quality), longestSide })
      : best;
    if (fits(least)) return await searchQuality(task, { least, longestSide });
    if (longestSide === leastSide) return null;
    const scale = Math.sqrt(task.maxBytes / task.sizeOf(least)) * 0.97;
    longestSide = Math.max(leastSide, Math.floor(longestSide * Math.min(scale, 0.95)));
  }
  return null;
}

/** Between the least quality, which fits, and the best, which does not. */
async function searchQuality<Encoded>(
  { maxBytes, from, encode, sizeOf }: FitBytes<Encoded>,
  { least, longestSide }: { readonly least: Encoded; readonly longestSide: number },
): Promise<Encoded> {
  let found = least;
  let fitting = Math.min(leastQuality, from.quality);
  let tooMuch = from.quality;
  while (tooMuch - fitting > 1) {
    const quality = Math.floor((fitting + tooMuch) / 2);
    const encoded = await encode({ quality, longestSide });
    if (sizeOf(encoded) <= maxBytes) {
      found = encoded;
      fitting = quality;
    } else tooMuch = quality;
  }
  return found;
}
