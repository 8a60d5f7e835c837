import sharp from 'sharp';
import { applyGuidedModel } from './apply-guided-model.ts';
import type { Plane } from './box-mean.ts';
import { personClass } from './object-classes.ts';
import { type ColourGuide, fitGuidedModel } from './guided-filter.ts';
import { type Box, detectObjects, segmentPeople } from './human-models.ts';
import type { RawImage, RawMask } from './raw-image.ts';
import type { Area } from './tile-grid.ts';

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
/** How much of a box's size is added on each side: what people hold sticks out of their boxes. */
const boxMargin = 0.5;
/** Longest side of the image that the edges are fitted on. */
const guideSide = 768;
const filter = { radius: 6, epsilon: 1e-4 } as const;

/**
 * An alpha matte of the people in an image, at its full size. The segmentation claims a cat or a
 * cup as gladly as a person, so an object detector says first whether and where people are. Only
 * that part is segmented, at 256 × 256, and fitted to the photo's own edges by a guided filter.
 */
export async function cutOutPeople(image: RawImage): Promise<CutOut> {
  const detections = await detectObjects(image);
  const people = detections.filter(({ classIndex }) => classIndex === personClass);
  const personConfidence = people[0]?.confidence ?? 0;
  const boxes = people
    .filter(({ confidence }) => confidence >= smallestPersonConfidence)
    .map(({ box }) => box);
  if (boxes.length === 0) return { kind: 'no-person', coverage: 0, personConfidence };

  const area = areaAround(boxes, image);
  const part = await extract(image, area);
  const { side, values } = await segmentPeople(part);
  const claimed = values.filter((value) => value > 0.5).length / values.length;
  const coverage = (claimed * part.width * part.height) / (image.width * image.height);
  if (coverage < smallestCoverage) return { kind: 'no-person', coverage, personConfidence };

  const guide = await guideOf(part);
  const mask = await enlargeMask({ width: side, height: side, values }, guide);
  const matte = applyGuidedModel(fitGuidedModel(guide, mask, filter), part);
  return { kind: 'matte', coverage, personConfidence, matte: place(matte, area, image) };
}

/** The smallest area that holds all the boxes with a margin, within the image. */
export function areaAround(
  boxes: readonly Box[],
  image: { readonly width: number; readonly height: number },
): Area {
  const grown = boxes.map(({ left, top, right, bottom }) => ({
    left: left - (right - left) * boxMargin,
    top: top - (bottom - top) * boxMargin,
    right: right + (right - left) * boxMargin,
    bottom: bottom + (bottom - top) * boxMargin,
  }));
  const within = (share: number): number => Math.min(1, Math.max(0, share));
  const smallest = (edge: 'left' | 'top'): number =>
    within(Math.min(...grown.map((box) => box[edge])));
  const largest = (edge: 'right' | 'bottom'): number =>
    within(Math.max(...grown.map((box) => box[edge])));
  const left = Math.floor(smallest('left') * image.width);
  const top = Math.floor(smallest('top') * image.height);
  return {
    left,
    top,
    width: Math.ceil(largest('right') * image.width) - left,
    height: Math.ceil(largest('bottom') * image.height) - top,
  };
}

async function extract(image: RawImage, area: Area): Promise<RawImage> {
  const { width, height, channels } = image;
  const data = await sharp(image.data, { raw: { width, height, channels } })
    .extract(area)
    .raw()
    .toBuffer();
  return { width: area.width, height: area.height, channels, data };
}

/** A mask of the image's size that is empty but for a part. */
function place(
  part: RawMask,
  { left, top }: Area,
  { width, height }: { readonly width: number; readonly height: number },
): RawMask {
  const data = new Uint8Array(width * height);
  for (let row = 0; row < part.height; row += 1) {
    const start = row * part.width;
    data.set(part.data.subarray(start, start + part.width), (top + row) * width + left);
  }
  return { width, height, data };
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
