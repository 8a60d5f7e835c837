import { boxMean } from './box-mean.ts';

export interface ColourGuide {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, each 0 to 1. */
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
}

/** The local linear model: alpha ≈ red × a0 + green × a1 + blue × a2 + offset, point by point. */
export interface GuidedModel {
  readonly width: number;
  readonly height: number;
  /** The planes of a0, a1, a2 and the offset. */
  readonly coefficients: Coefficients;
}

type Coefficients = readonly [Float32Array, Float32Array, Float32Array, Float32Array];

/**
 * Fits a coarse mask to the edges of a colour image: the guided filter of He, Sun and Tang (2010,
 * equations 11 to 14), stopped before its last step, so that the model can be applied to a larger
 * image ("Fast Guided Filter", He and Sun 2015).
 *
 * @param radius in pixels of the guide: about the width of the mask's blur.
 * @param epsilon how much colour variance still counts as flat, in (0…1)².
 */
export function fitGuidedModel(
  guide: ColourGuide,
  mask: Float32Array,
  { radius, epsilon }: { readonly radius: number; readonly epsilon: number },
): GuidedModel {
  const { width, height, planes } = guide;
  const mean = (values: Float32Array): Float32Array => boxMean({ width, height, values }, radius);
  const meanOfProduct = (one: Float32Array, other: Float32Array): Float32Array =>
    mean(product(one, other));
  const [red, green, blue] = planes;

  const meanMask = mean(mask);
  const [meanRed, meanGreen, meanBlue] = [mean(red), mean(green), mean(blue)];
  const [maskRed, maskGreen, maskBlue] = [
    meanOfProduct(red, mask),
    meanOfProduct(green, mask),
    meanOfProduct(blue, mask),
  ];
  const [redRed, redGreen, redBlue] = [
    meanOfProduct(red, red),
    meanOfProduct(red, green),
    meanOfProduct(red, blue),
  ];
  const [greenGreen, greenBlue, blueBlue] = [
    meanOfProduct(green, green),
    meanOfProduct(green, blue),
    meanOfProduct(blue, blue),
  ];

  const plane = (): Float32Array => new Float32Array(width * height);
  const coefficients: Coefficients = [plane(), plane(), plane(), plane()];
  for (let index = 0; index < width * height; index += 1) {
    const at = (values: Float32Array): number => values[index] ?? 0;
    const [r, g, b, m] = [at(meanRed), at(meanGreen), at(meanBlue), at(meanMask)];
    const [a0, a1, a2] = solveSymmetric(
      {
        xx: at(redRed) - r * r + epsilon,
        xy: at(redGreen) - r * g,
        xz: at(redBlue) - r * b,
        yy: at(greenGreen) - g * g + epsilon,
        yz: at(greenBlue) - g * b,
        zz: at(blueBlue) - b * b + epsilon,
      },
      [at(maskRed) - r * m, at(maskGreen) - g * m, at(maskBlue) - b * m],
    );
    coefficients[0][index] = a0;
    coefficients[1][index] = a1;
    coefficients[2][index] = a2;
    coefficients[3][index] = m - a0 * r - a1 * g - a2 * b;
  }
  const [red0, green0, blue0, offset] = coefficients;
  const smoothed: Coefficients = [mean(red0), mean(green0), mean(blue0), mean(offset)];
  return { width, height, coefficients: smoothed };
}

function product(one: Float32Array, other: Float32Array): Float32Array {
  const values = new Float32Array(one.length);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = (one[index] ?? 0) * (other[index] ?? 0);
  }
  return values;
}

interface SymmetricMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly xz: number;
  readonly yy: number;
  readonly yz: number;
  readonly zz: number;
}

/** Solves a symmetric 3 × 3 system by Cramer's rule; epsilon on the diagonal keeps it regular. */
function solveSymmetric(
  { xx, xy, xz, yy, yz, zz }: SymmetricMatrix,
  [p, q, s]: readonly [number, number, number],
): readonly [number, number, number] {
  const [c0, c1, c2] = [yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy];
  const determinant = xx * c0 + xy * c1 + xz * c2;
  return [
    (c0 * p + c1 * q + c2 * s) / determinant,
    (c1 * p + (xx * zz - xz * xz) * q + (xy * xz - xx * yz) * s) / determinant,
    (c2 * p + (xy * xz - xx * yz) * q + (xx * yy - xy * xy) * s) / determinant,
  ];
}
