import sharp from 'sharp';
import { applyGuidedModel } from './apply-guided-model.ts';
import type { Plane } from './box-mean.ts';
import { personClass } from './object-classes.ts';
import { type ColourGuide, fitGuidedModel } from './guided-filter.ts';
import { type Box, detectObjects, segmentPeople } from './human-models.ts';
import type { RawImage, RawMask } from './raw-image.ts';

/** What the models saw, told also when nobody was found. */
interface CutOutFacts {
  /** Share of the image that belongs to people, 0 to 1. */
  readonly coverage: number;
  /** How sure the object detector is that there is a person at all, 0 to 1. */
  readonly personConfidence: number;
}

export type CutOut =
  | (CutOutFacts & { readonly kind: 'matte'; readonly matte: RawMask })
  | (CutOutFacts & { readonly kind: 'no-person' });

/** Less than this share of the image is noise. */
const smallestCoverage = 0.005;
/** The object detector sees people in photos at 0.5 and more, and mistakes at 0.25 and less. */
const smallestPersonConfidence = 0.3;
/** Longest side of the image that the edges are fitted on. */
const guideSide = 768;
const filter = { radius: 6, epsilon: 1e-4 } as const;

/**
 * An alpha matte of the people in an image, at its full size: selfie segmentation at 256 × 256,
 * fitted to the photo's own edges by a guided filter. The segmentation claims a cat or a cup as
 * gladly as a person, so it counts only where an object detector has seen a person too.
 */
export async function cutOutPeople(image: RawImage): Promise<CutOut> {
  const detections = await detectObjects(image);
  const people = detections.filter(({ classIndex }) => classIndex === personClass);
  const personConfidence = people[0]?.confidence ?? 0;
  const boxes = people
    .filter(({ confidence }) => confidence >= smallestPersonConfidence)
    .map(({ box }) => box);
  if (boxes.length === 0) return { kind: 'no-person', coverage: 0, personConfidence };

  const { side, values } = await segmentPeople(image);
  const coverage = coverageWithin(boxes, { width: side, height: side, values });
  if (coverage < smallestCoverage) return { kind: 'no-person', coverage, personConfidence };

  const guide = await guideOf(image);
  const mask = await enlargeMask({ width: side, height: side, values }, guide);
  const model = fitGuidedModel(guide, mask, filter);
  return { kind: 'matte', coverage, personConfidence, matte: applyGuidedModel(model, image) };
}

/** Share of all points that are claimed (above a half) and lie in one of the boxes. */
function coverageWithin(boxes: readonly Box[], mask: Plane): number {
  let claimed = 0;
  for (const [index, value] of mask.values.entries()) {
    if (value <= 0.5) continue;
    const x = ((index % mask.width) + 0.5) / mask.width;
    const y = (Math.floor(index / mask.width) + 0.5) / mask.height;
    if (boxes.some((box) => x > box.left && x < box.right && y > box.top && y < box.bottom)) {
      claimed += 1;
    }
  }
  return claimed / mask.values.length;
}

/** The image made small, as planes of 0…1. */
async function guideOf(image: RawImage): Promise<ColourGuide> {
  const { width, height, channels } = image;
  const { data, info } = await sharp(image.data, { raw: { width, height, channels } })
    .removeAlpha()
    .resize(guideSide, guideSide, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const plane = (channel: number): Float32Array =>
    Float32Array.from({ length: info.width * info.height }, (_, index) => {
      return (data[index * 3 + channel] ?? 0) / 255;
    });
  return { width: info.width, height: info.height, planes: [plane(0), plane(1), plane(2)] };
}

async function enlargeMask(
  mask: Plane,
  size: { readonly width: number; readonly height: number },
): Promise<Float32Array> {
  const bytes = Uint8Array.from(mask.values, (value) => Math.round(value * 255));
  const enlarged = await sharp(bytes, {
    raw: { width: mask.width, height: mask.height, channels: 1 },
  })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  return Float32Array.from(enlarged, (value) => value / 255);
}
