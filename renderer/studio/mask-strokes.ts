import type { Point, Size } from './viewport.ts';

/** One step of painting a mask, in image pixels. The mask is the list of its steps: undo drops one. */
export type MaskStep =
  | {
      readonly kind: 'stroke';
      readonly tool: 'brush' | 'eraser';
      /** Diameter. */
      readonly size: number;
      readonly points: readonly Point[];
    }
  | { readonly kind: 'invert' };

export type Mask = readonly MaskStep[];

/** The longest side of a mask's canvas: enough for soft edges at 24 megapixels, in 16 MB. */
const longestSide = 2048;

export function maskScale(image: Size): number {
  return Math.min(1, longestSide / Math.max(image.width, image.height));
}

export function maskSize(image: Size): Size {
  const scale = maskScale(image);
  return {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
}

/** An eraser alone, or a mask inverted twice, covers nothing: there is nothing to send. */
export function isEmptyMask(mask: Mask): boolean {
  let cover: 'nothing' | 'all' | 'some' = 'nothing';
  for (const step of mask) {
    if (step.kind === 'invert') cover = opposite[cover];
    else if (cover !== (step.tool === 'brush' ? 'all' : 'nothing')) cover = 'some';
  }
  return cover === 'nothing';
}

const opposite = { nothing: 'all', all: 'nothing', some: 'some' } as const;

export function addPoint(mask: Mask, point: Point): Mask {
  const last = mask.at(-1);
  if (last?.kind !== 'stroke') return mask;
  return [...mask.slice(0, -1), { ...last, points: [...last.points, point] }];
}

/** Draws a mask in one colour on a transparent canvas; `scale` turns image pixels into its pixels. */
export function drawMask(
  context: CanvasRenderingContext2D,
  mask: Mask,
  paint: { readonly scale: number; readonly colour: string },
): void {
  const { width, height } = context.canvas;
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, width, height);
  context.fillStyle = paint.colour;
  context.strokeStyle = paint.colour;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const step of mask) {
    if (step.kind === 'invert') {
      context.globalCompositeOperation = 'xor';
      context.fillRect(0, 0, width, height);
      continue;
    }
    context.globalCompositeOperation = step.tool === 'brush' ? 'source-over' : 'destination-out';
    context.lineWidth = step.size * paint.scale;
    context.beginPath();
    for (const point of step.points) context.lineTo(point.x * paint.scale, point.y * paint.scale);
    // A single point is a line of no length: with a round cap it is a dot.
    const first = step.points[0];
    if (first && step.points.length === 1)
      context.lineTo(first.x * paint.scale, first.y * paint.scale);
    context.stroke();
  }
}

/** The mask as an opaque PNG: white = change here, black = keep. */
export async function maskPng(mask: Mask, image: Size): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = maskSize(image);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d canvas');
  drawMask(context, mask, { scale: maskScale(image), colour: '#fff' });
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('the canvas made no PNG');
  return new Uint8Array(await blob.arrayBuffer());
}
