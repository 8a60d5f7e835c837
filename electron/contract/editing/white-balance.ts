/** Mired of D65, and how far the slider's ends are from it. */
const neutralMired = 1e6 / 6504;
const miredPerStep = 0.8;
/** Stops of green that the tint slider's ends take or give. */
const tintStops = 0.5;

export type Gains = readonly [number, number, number];

/**
 * What linear red, green and blue are multiplied by, their luminance kept. Warmer is what a lower
 * colour temperature looks like under D65. `temperature` and `tint`: −100 to 100.
 */
export function whiteBalanceGains(temperature: number, tint: number): Gains {
  const white = linearRgbOfDaylight(1e6 / (neutralMired + temperature * miredPerStep));
  const neutral = linearRgbOfDaylight(1e6 / neutralMired);
  const green = 2 ** ((-tint / 100) * tintStops);
  const gains: Gains = [
    white[0] / neutral[0],
    (white[1] / neutral[1]) * green,
    white[2] / neutral[2],
  ];
  const luminance = gains[0] * 0.2126 + gains[1] * 0.7152 + gains[2] * 0.0722;
  return [gains[0] / luminance, gains[1] / luminance, gains[2] / luminance];
}

/**
 * Linear sRGB of daylight of a correlated colour temperature, 4,000 to 25,000 K, at luminance 1.
 * Chromaticity: CIE 015, daylight locus. Matrix: IEC 61966-2-1.
 */
function linearRgbOfDaylight(kelvin: number): Gains {
  const t = 1000 / kelvin;
  const x =
    kelvin <= 7000
      ? 0.244063 + 0.09911 * t + 2.9678 * t * t - 4.607 * t * t * t
      : 0.23704 + 0.24748 * t + 1.9018 * t * t - 2.0064 * t * t * t;
  const y = -3 * x * x + 2.87 * x - 0.275;
  const [bigX, bigZ] = [x / y, (1 - x - y) / y];
  return [
    3.2404542 * bigX - 1.5371385 - 0.4985314 * bigZ,
    -0.969266 * bigX + 1.8760108 + 0.041556 * bigZ,
    0.0556434 * bigX - 0.2040259 + 1.0572252 * bigZ,
  ];
}
