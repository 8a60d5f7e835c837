import sharp from 'sharp';
import type { RawImage } from './raw-image.ts';

export type ColourName =
  | 'black'
  | 'grey'
  | 'white'
  | 'brown'
  | 'red'
  | 'orange'
  | 'yellow'
  | 'green'
  | 'turquoise'
  | 'blue'
  | 'purple'
  | 'pink';

/** What the look of an image says without knowing what it shows. */
export interface ColourFacts {
  /** Share of the pixels for each colour that occurs, the largest first. */
  readonly shares: readonly { readonly name: ColourName; readonly share: number }[];
  /** Mean lightness, 0 (black) to 1 (white). */
  readonly brightness: number;
  /** Whether no pixel to speak of has a hue. */
  readonly isMonochrome: boolean;
}

const sampleSide = 64;

/** Counts the colours of an image, made small first. Transparent parts don't count. */
export async function measureColours(image: RawImage): Promise<ColourFacts> {
  const { width, height, channels } = image;
  const { data } = await sharp(image.data, { raw: { width, height, channels } })
    .ensureAlpha()
    .resize(sampleSide, sampleSide, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const counts = new Map<ColourName, number>();
  let visible = 0;
  let light = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    if (alpha < 128) continue;
    const name = nameOf([red, green, blue]);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    visible += 1;
    light += (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  }
  const shares = [...counts]
    .map(([name, count]) => ({ name, share: count / visible }))
    .sort((one, other) => other.share - one.share);
  const hueless = shares.filter(({ name }) => hueLess.has(name));
  return {
    shares,
    brightness: visible === 0 ? 0 : light / visible,
    isMonochrome: hueless.reduce((sum, { share }) => sum + share, 0) > 0.98,
  };
}

const hueLess: ReadonlySet<ColourName> = new Set<ColourName>(['black', 'grey', 'white']);

/** Upper ends of the hues in degrees; what lies above the last one is red again. */
const hueEnds: readonly (readonly [number, ColourName])[] = [
  [14, 'red'],
  [42, 'orange'],
  [68, 'yellow'],
  [160, 'green'],
  [195, 'turquoise'],
  [255, 'blue'],
  [290, 'purple'],
  [340, 'pink'],
];

/** The everyday name of an sRGB colour, by its hue, saturation and lightness. */
export function nameOf([red, green, blue]: readonly [number, number, number]): ColourName {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const chroma = (most - least) / 255;
  const lightness = (most + least) / 510;
  if (lightness < 0.12) return 'black';
  if (chroma < 0.1 || chroma / Math.min(lightness, 1 - lightness) < 0.25) {
    if (lightness > 0.85) return 'white';
    return lightness < 0.2 ? 'black' : 'grey';
  }
  const hue = hueOf([red, green, blue], most, most - least);
  const name = hueEnds.find(([end]) => hue < end)?.[1] ?? 'red';
  const isDark = lightness < 0.4 && chroma < 0.5;
  return isDark && (name === 'orange' || name === 'red') ? 'brown' : name;
}

/** Hue in degrees, 0 to 360 (the hexagon of HSL). */
function hueOf(
  [red, green, blue]: readonly [number, number, number],
  most: number,
  span: number,
): number {
  if (most === red) return (60 * ((green - blue) / span) + 360) % 360;
  if (most === green) return 60 * ((blue - red) / span) + 120;
  return 60 * ((red - green) / span) + 240;
}
