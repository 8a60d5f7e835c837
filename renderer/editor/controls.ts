import { applied } from '../../electron/contract/editing/diff.ts';
import { type EditDocument, hueBands, unedited } from '../../electron/contract/editing/document.ts';

/** What each slider is called in the texts. */
type ControlName =
  | keyof EditDocument['light']
  | keyof EditDocument['colour']
  | keyof EditDocument['hues']
  | 'sharpenAmount'
  | 'sharpenRadius'
  | 'noiseLuminance'
  | 'noiseColour'
  | 'vignetteAmount'
  | 'vignetteMidpoint'
  | 'vignetteFeather'
  | 'lutAmount'
  | 'markSize'
  | 'markAngle'
  | 'markOpacity'
  | 'markOffsetX'
  | 'markOffsetY'
  | 'markGap'
  | 'straighten';

/** A slider of the panel: which number of the document it moves. */
export interface Control {
  readonly name: ControlName;
  readonly path: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const signed = { min: -100, max: 100, step: 1 } as const;
const amount = { min: 0, max: 100, step: 1 } as const;

export const lightControls: readonly Control[] = [
  { name: 'exposure', path: 'light.exposure', min: -5, max: 5, step: 0.05 },
  { name: 'contrast', path: 'light.contrast', ...signed },
  { name: 'highlights', path: 'light.highlights', ...signed },
  { name: 'shadows', path: 'light.shadows', ...signed },
  { name: 'whites', path: 'light.whites', ...signed },
  { name: 'blacks', path: 'light.blacks', ...signed },
];

export const colourControls: readonly Control[] = [
  { name: 'temperature', path: 'colour.temperature', ...signed },
  { name: 'tint', path: 'colour.tint', ...signed },
  { name: 'vibrance', path: 'colour.vibrance', ...signed },
  { name: 'saturation', path: 'colour.saturation', ...signed },
];

export type HueValue = 'hue' | 'saturation' | 'luminance';
export const hueValues: readonly HueValue[] = ['hue', 'saturation', 'luminance'];

export function hueControls(value: HueValue): readonly Control[] {
  return hueBands.map((name) => ({ name, path: `hues.${name}.${value}`, ...signed }));
}

export const detailControls: readonly Control[] = [
  { name: 'sharpenAmount', path: 'detail.sharpen.amount', ...amount },
  { name: 'sharpenRadius', path: 'detail.sharpen.radius', min: 0.5, max: 5, step: 0.1 },
  { name: 'noiseLuminance', path: 'detail.noise.luminance', ...amount },
  { name: 'noiseColour', path: 'detail.noise.colour', ...amount },
];

export const effectControls: readonly Control[] = [
  { name: 'vignetteAmount', path: 'effects.vignette.amount', ...signed },
  { name: 'vignetteMidpoint', path: 'effects.vignette.midpoint', ...amount },
  { name: 'vignetteFeather', path: 'effects.vignette.feather', ...amount },
];

export const lutControl: Control = { name: 'lutAmount', path: 'effects.lut.amount', ...amount };

const offset = { min: -50, max: 50, step: 0.5 } as const;

export const markControls: readonly Control[] = [
  { name: 'markSize', path: 'watermark.size', min: 1, max: 100, step: 0.5 },
  { name: 'markOpacity', path: 'watermark.opacity', ...amount },
  { name: 'markAngle', path: 'watermark.angle', min: -90, max: 90, step: 1 },
];

export const markOffsetControls: readonly Control[] = [
  { name: 'markOffsetX', path: 'watermark.offsetX', ...offset },
  { name: 'markOffsetY', path: 'watermark.offsetY', ...offset },
];

export const markGapControl: Control = { name: 'markGap', path: 'watermark.gap', ...amount };

export const straightenControl: Control = {
  name: 'straighten',
  path: 'geometry.straighten',
  min: -45,
  max: 45,
  step: 0.1,
};

/** The number at a path; 0 where there is none. */
export function numberAt(document: EditDocument, path: string): number {
  const found = path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      document,
    );
  return typeof found === 'number' ? found : 0;
}

export function withNumber(document: EditDocument, path: string, value: number): EditDocument {
  return applied(document, [{ path, before: numberAt(document, path), after: value }]);
}

export function neutralOf(path: string): number {
  return numberAt(unedited, path);
}

export const sections = [
  'geometry',
  'light',
  'colour',
  'curves',
  'hues',
  'detail',
  'effects',
  'resize',
  'watermark',
] as const;
export type Section = (typeof sections)[number];

export function isTouched(document: EditDocument, section: Section): boolean {
  return JSON.stringify(document[section]) !== JSON.stringify(unedited[section]);
}
