import { createHash } from 'node:crypto';
import sharp from 'sharp';

export type SimulatedFormat = 'png' | 'jpeg' | 'webp';

export interface SimulatedImageOrder {
  /** The bytes to start from; without them a gradient from the hash of `prompt`. */
  readonly source?: Uint8Array | undefined;
  /** Transparent where the change is to show: a tint from the prompt's hash is laid there. */
  readonly mask?: Uint8Array | undefined;
  readonly prompt: string;
  readonly width: number;
  readonly height: number;
  readonly format: SimulatedFormat;
  readonly transparent?: boolean | undefined;
  /** For a partial image: 0 is all blur, 1 is the finished one. */
  readonly sharpness?: number | undefined;
  /** What is new, where that is not all of it: the word is written there, since the rest is kept. */
  readonly fresh?: readonly Box[] | undefined;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Draws a picture nobody can mistake for a real result: a band with the word SIMULATED crosses it. */
export async function drawSimulatedImage(order: SimulatedImageOrder): Promise<Buffer> {
  const { width, height, sharpness = 1 } = order;
  const base =
    order.source === undefined
      ? sharp(gradient(order))
      : sharp(order.source).resize(width, height, { fit: 'fill' });
  const softened = sharpness < 1 ? base.blur(1 + (1 - sharpness) * 12) : base;
  const change = order.mask === undefined ? [] : [{ input: await tint(order, order.mask) }];
  const drawn = softened.composite([...change, { input: bands(order) }]);
  const shaped = order.transparent === true ? drawn.ensureAlpha() : drawn.removeAlpha();
  return shaped.toFormat(order.format).toBuffer();
}

/** Bytes of no image format at all. */
export function notAnImage(): Buffer {
  return Buffer.from('This is not an image.');
}

/** Width and height of an image, or undefined when the bytes are none. */
export async function measureImage(bytes: Uint8Array): Promise<
  | {
      readonly width: number;
      readonly height: number;
      readonly format: string;
      readonly hasAlpha: boolean;
    }
  | undefined
> {
  try {
    const { width, height, format, hasAlpha } = await sharp(bytes).metadata();
    return { width, height, format, hasAlpha };
  } catch {
    return undefined;
  }
}

function gradient({ prompt, width, height, transparent }: SimulatedImageOrder): Buffer {
  const hash = hashOf(prompt);
  const opacity = transparent === true ? 0 : 1;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="g" x2="1" y2="1">
      <stop offset="0" stop-color="#${hash.slice(0, 6)}"/>
      <stop offset="1" stop-color="#${hash.slice(6, 12)}" stop-opacity="${opacity}"/>
    </linearGradient>
    <rect width="100%" height="100%" fill="url(#g)"/>
  </svg>`);
}

async function tint(
  { prompt, width, height }: SimulatedImageOrder,
  mask: Uint8Array,
): Promise<Buffer> {
  const editable = await sharp(mask)
    .resize(width, height, { fit: 'fill' })
    .ensureAlpha()
    .extractChannel('alpha')
    .negate()
    .linear(0.6)
    .raw()
    .toBuffer();
  return sharp({
    create: { width, height, channels: 3, background: `#${hashOf(prompt).slice(0, 6)}` },
  })
    .joinChannel(editable, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

function hashOf(prompt: string): string {
  return createHash('sha256').update(prompt).digest('hex');
}

function bands({ width, height, fresh }: SimulatedImageOrder): Buffer {
  const boxes = fresh ?? [{ left: 0, top: 0, width, height }];
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${boxes.map(band).join('')}</svg>`,
  );
}

function band({ left, top, width, height }: Box): string {
  const bandHeight = Math.max(8, Math.round(Math.min(height * 0.14, width * 0.14)));
  const y = top + Math.round(height * 0.5 - bandHeight / 2);
  return `<rect x="${left}" y="${y}" width="${width}" height="${bandHeight}" fill="#000" fill-opacity="0.72"/>
    <text x="${left + width / 2}" y="${y + bandHeight * 0.72}" text-anchor="middle" fill="#fff"
      font-family="sans-serif" font-weight="700" font-size="${bandHeight * 0.62}"
      textLength="${width * 0.6}" lengthAdjust="spacingAndGlyphs">SIMULATED</text>`;
}
