import { type ColourFacts, measureColours } from './colour-names.ts';
import { type Detection, detectObjects } from './human-models.ts';
import { objectClasses } from './object-classes.ts';
import type { RawImage } from './raw-image.ts';

export interface Tag {
  readonly label: string;
  /** 0 to 1: the detector's for an object, the share of the image for a colour, 1 for a fact. */
  readonly confidence: number;
}

const mostTags = 20;
/** Below this the detector is wrong more often than right on everyday photos. */
const smallestObjectConfidence = 0.35;
const smallestColourShare = 0.12;

/**
 * Tags an image with what it shows (80 everyday object classes), its main colours and its look,
 * in this order, each group the surest first; at most 20.
 */
export async function tagImage(image: RawImage): Promise<readonly Tag[]> {
  const [detections, colours] = [await detectObjects(image), await measureColours(image)];
  return [...objectTags(detections), ...colourTags(colours), ...lookTags(image, colours)].slice(
    0,
    mostTags,
  );
}

/** One tag for each class, with the confidence of its surest object. */
export function objectTags(detections: readonly Detection[]): readonly Tag[] {
  const surest = new Map<string, number>();
  for (const { classIndex, confidence } of detections) {
    const label = objectClasses[classIndex];
    if (label === undefined || confidence < smallestObjectConfidence) continue;
    surest.set(label, Math.max(confidence, surest.get(label) ?? 0));
  }
  return [...surest]
    .map(([label, confidence]) => ({ label, confidence }))
    .sort((one, other) => other.confidence - one.confidence);
}

function colourTags({ shares, isMonochrome }: ColourFacts): readonly Tag[] {
  if (isMonochrome) return [];
  return shares
    .filter(({ share }) => share >= smallestColourShare)
    .slice(0, 3)
    .map(({ name, share }) => ({ label: name, confidence: share }));
}

/** Orientation and brightness. */
export function lookTags(
  { width, height }: { readonly width: number; readonly height: number },
  { brightness, isMonochrome }: Pick<ColourFacts, 'brightness' | 'isMonochrome'>,
): readonly Tag[] {
  const labels = [
    orientationOf(width / height),
    ...(isMonochrome ? ['black and white'] : []),
    ...(brightness < 0.25 ? ['dark'] : []),
    ...(brightness > 0.75 ? ['bright'] : []),
  ];
  return labels.map((label) => ({ label, confidence: 1 }));
}

function orientationOf(ratio: number): string {
  if (ratio >= 2) return 'panorama';
  if (ratio > 1.05) return 'landscape format';
  return ratio < 0.95 ? 'portrait format' : 'square format';
}
