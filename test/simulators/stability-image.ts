import sharp from 'sharp';
import { type Box, drawSimulatedImage, type SimulatedFormat } from './simulated-image.ts';
import type { StabilityForm, UploadedImage } from './stability-contract.ts';

export interface StabilityImageOrder {
  readonly pathName: string;
  readonly form: StabilityForm;
  readonly seed: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const ONE_MEGAPIXEL = 1_048_576;
const FOUR_MEGAPIXELS = 4_194_304;

/** Draws what a path would return: the right size, alpha and kind of change, under the SIMULATED band. */
export async function drawStabilityImage(order: StabilityImageOrder): Promise<Buffer> {
  const { pathName, form } = order;
  const size = outputSize(order);
  return drawSimulatedImage({
    ...size,
    source: await drawSource(order, size),
    prompt: `${pathName} ${form.fields['prompt'] ?? ''} ${order.seed}`,
    format: outputFormat(order),
    transparent: pathName === 'edit/remove-background',
    fresh: pathName === 'edit/outpaint' ? freshSides(form, size) : undefined,
  });
}

export function outputFormat({ form }: StabilityImageOrder): SimulatedFormat {
  const format = form.fields['output_format'];
  return format === 'jpeg' || format === 'webp' ? format : 'png';
}

function outputSize({ pathName, form: { fields, images } }: StabilityImageOrder): Size {
  const source = sourceOf(images);
  switch (pathName) {
    case 'generate/core':
      return sizeOfRatio(fields['aspect_ratio'], 1.5 * ONE_MEGAPIXEL);
    case 'control/style':
      return sizeOfRatio(fields['aspect_ratio'], ONE_MEGAPIXEL);
    case 'upscale/fast':
      return scale(requireImage(source), 4);
    case 'upscale/conservative':
    case 'upscale/creative': {
      const image = requireImage(source);
      const factor = Math.sqrt(FOUR_MEGAPIXELS / (image.width * image.height));
      return scale(image, Math.max(1, factor));
    }
    case 'edit/outpaint': {
      const image = requireImage(source);
      const { left, right, up, down } = outpaintSides(fields);
      return { width: image.width + left + right, height: image.height + up + down };
    }
    default:
      return source === undefined
        ? sizeOfRatio(fields['aspect_ratio'], ONE_MEGAPIXEL)
        : { width: source.width, height: source.height };
  }
}

/** The image below the band, or undefined for a gradient made from the prompt. */
async function drawSource(
  { pathName, form: { fields, images }, seed }: StabilityImageOrder,
  { width, height }: Size,
): Promise<Buffer | undefined> {
  const source = sourceOf(images);
  if (source === undefined || pathName === 'control/style') {
    return undefined;
  }
  const pixels = sharp(source.bytes);
  switch (pathName) {
    case 'upscale/fast':
    case 'upscale/conservative':
    case 'upscale/creative':
      return source.bytes;
    case 'edit/erase':
    case 'edit/inpaint':
      return paintWhere(source, images['mask'], seed);
    case 'edit/outpaint': {
      const { left, right, up, down } = outpaintSides(fields);
      const sides = { left, right, top: up, bottom: down };
      return pixels
        .extend({ ...sides, extendWith: 'mirror' })
        .png()
        .toBuffer();
    }
    case 'control/style-transfer':
      return pixels
        .tint((await sharp(requireImage(images['style_image']).bytes).stats()).dominant)
        .png()
        .toBuffer();
    case 'edit/remove-background':
      return pixels
        .ensureAlpha()
        .composite([{ input: ellipse({ width, height }), blend: 'dest-in' }])
        .png()
        .toBuffer();
    default:
      return pixels
        .modulate({ hue: 1 + (seed % 359) })
        .png()
        .toBuffer();
  }
}

/** Paints over the white of the mask alone: white means "change here". Without a mask, over the ellipse. */
async function paintWhere(
  source: UploadedImage,
  mask: UploadedImage | undefined,
  seed: number,
): Promise<Buffer> {
  const { width, height } = source;
  const whiteArea = await sharp(mask?.bytes ?? ellipse(source))
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#000' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer();
  const color = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 151) % 256 };
  const paint = await sharp({ create: { width, height, channels: 3, background: color } })
    .joinChannel(whiteArea, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  return sharp(source.bytes)
    .composite([{ input: paint }])
    .png()
    .toBuffer();
}

function sourceOf(images: StabilityForm['images']): UploadedImage | undefined {
  return images['image'] ?? images['init_image'] ?? images['subject_image'];
}

/** The contract check has refused requests without the images their path needs. */
function requireImage(image: UploadedImage | undefined): UploadedImage {
  if (image === undefined) {
    throw new Error('This path needs an image');
  }
  return image;
}

/** What an outpainted picture has beyond the one that came in. */
function freshSides({ fields }: StabilityForm, { width, height }: Size): readonly Box[] {
  const { left, right, up, down } = outpaintSides(fields);
  const across = { left: 0, width };
  const between = { top: up, height: height - up - down };
  return [
    { ...across, top: 0, height: up },
    { ...across, top: height - down, height: down },
    { ...between, left: 0, width: left },
    { ...between, left: width - right, width: right },
  ].filter((box) => box.width > 0 && box.height > 0);
}

function outpaintSides(fields: StabilityForm['fields']) {
  const side = (name: string): number => Number(fields[name] ?? 0);
  return { left: side('left'), right: side('right'), up: side('up'), down: side('down') };
}

function scale({ width, height }: Size, factor: number): Size {
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}

/** Sides in multiples of 64 with about this area, as the generators answer. */
function sizeOfRatio(ratio: string | undefined, area: number): Size {
  const [horizontal = 1, vertical = 1] = (ratio ?? '1:1').split(':').map(Number);
  const round = (side: number): number => Math.round(side / 64) * 64;
  return {
    width: round(Math.sqrt((area * horizontal) / vertical)),
    height: round(Math.sqrt((area * vertical) / horizontal)),
  };
}

function ellipse({ width, height }: Size): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <ellipse cx="50%" cy="50%" rx="36%" ry="44%" fill="#fff"/>
  </svg>`);
}
