import type { EditDocument } from './document.ts';

/**
 * The numbers behind noise reduction and sharpening, shared by the preview's passes and the worker's
 * kernels. Both work on the picture as it was captured, before its light is changed, in gamma 2.2:
 *
 *   noise    luma Y (Rec. 709 weights) and colour differences, each replaced by a mean over its
 *            neighbours along the row, then along the column: w = exp(−d² / 2σ²) · max(0, 1 −
 *            (ΔY / range)²)², a bilateral filter (Tomasi and Manduchi, 1998) with Tukey's biweight,
 *            taken apart as Pham and van Vliet (2005) do; strengths blend it in
 *   sharpen  unsharp mask of the luma by a Gaussian; the colour is scaled with the luma's light
 *
 * Beyond the upper and lower edges the outermost pixels go on. Sideways sharpening does the same,
 * and noise has fewer neighbours.
 */
export interface NoiseNumbers {
  /** Neighbours to each side. */
  readonly reach: number;
  /** 1 / 2σ², in pixels. */
  readonly falloff: number;
  /** Difference of luma from which on a neighbour counts nothing. */
  readonly lumaRange: number;
  readonly colourRange: number;
  /** 0 to 1. */
  readonly luma: number;
  readonly colour: number;
}

export interface SharpenNumbers {
  readonly strength: number;
  /** From the middle outwards; the first counts once, all others twice: their sum is 1. */
  readonly weights: readonly number[];
}

/** Pixels below which neighbours hardly mix. */
const leastSigma = 0.3;
const noiseReach = 3;

const noiseSigma = 1.5;

/**
 * Null: nothing is to be done, or nothing of it could be seen. `scale`: pixels of the picture that
 * is rendered per pixel of the full size.
 */
export function noiseNumbers(
  { noise }: EditDocument['detail'],
  scale: number,
): NoiseNumbers | null {
  const sigma = noiseSigma * Math.min(scale, 1);
  if ((noise.luminance === 0 && noise.colour === 0) || sigma < leastSigma) return null;
  return {
    reach: noiseReach,
    falloff: 1 / (2 * sigma * sigma),
    lumaRange: 0.03 + (noise.luminance / 100) * 0.12,
    colourRange: 0.1 + (noise.colour / 100) * 0.25,
    luma: noise.luminance / 100,
    colour: noise.colour / 100,
  };
}

/** What a Gaussian of the largest radius needs; the preview's shader has room for so many. */
export const mostSharpenWeights = 13;
const fullStrength = 2;

/** The same for sharpening. */
export function sharpenNumbers(
  { sharpen }: EditDocument['detail'],
  scale: number,
): SharpenNumbers | null {
  const sigma = sharpen.radius * scale;
  if (sharpen.amount === 0 || sigma < leastSigma) return null;
  const reach = Math.min(mostSharpenWeights - 1, Math.ceil(sigma * 2.5));
  const raw = Array.from({ length: reach + 1 }, (_, at) =>
    Math.exp(-(at * at) / (2 * sigma * sigma)),
  );
  const sum = raw.reduce((total, weight, at) => total + (at === 0 ? weight : 2 * weight), 0);
  return {
    strength: (sharpen.amount / 100) * fullStrength,
    weights: raw.map((weight) => weight / sum),
  };
}

/** Pixels beyond a place that both together read, to each side. */
export function detailReach(noise: NoiseNumbers | null, sharpen: SharpenNumbers | null): number {
  return (noise?.reach ?? 0) + (sharpen === null ? 0 : sharpen.weights.length - 1);
}
