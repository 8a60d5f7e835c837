import path from 'node:path';
import type { ImageSize } from '../../../contract/editing/image-size.ts';
import type { MarkDrawing } from '../../../contract/editing/watermark.ts';
import { ownLimits } from '../../limits.ts';
import { drawText, fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { openSource } from '../decode/source.ts';
import { packageFolder } from '../models/package-folder.ts';
import type { Mark } from './lay-mark.ts';
import { lit, shown } from './light.ts';

/** Pixels that a mark is drawn with at most: a larger one is drawn smaller and enlarged. */
const mostPixels = 4_000_000;
/** Of an em, what a letter takes on average and a line with its accents. */
const [letter, line] = [0.6, 1.3];

/**
 * A watermark as pixels: for the preview and for the full size. `imagePath`: of the blob that the
 * mark names, null for a text. Rejects where that can't be read.
 */
export async function drawMark(drawing: MarkDrawing, imagePath: string | null): Promise<Mark> {
  const { mark, picture, space } = drawing;
  const side = (Math.min(picture.width, picture.height) * mark.size) / 100;
  const drawn =
    imagePath === null ? await textMark(drawing, side) : await imageMark(drawing, side, imagePath);
  if (space === 'display-p3') widen(drawn.data);
  return drawn;
}

/** A text that would be wider than the picture is drawn smaller. */
async function textMark(drawing: MarkDrawing, side: number): Promise<Mark> {
  const { mark, picture } = drawing;
  const text = mark.text.trim().replace(/\s+/g, ' ');
  const em = whole(Math.min(side, picture.width / (text.length * letter)));
  const room = { width: text.length * letter * em, height: line * em };
  const drawnEm = whole(em * fittingScale(drawing, room));
  const coverage = await decoding(
    drawText(text, { fontFile, em: drawnEm })
      .rotate(mark.angle, { background: 'black' })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height, channels } = coverage.info;
  const colour = [1, 3, 5].map((at) => Number.parseInt(mark.colour.slice(at, at + 2), 16));
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    data.set([...colour, coverage.data[at * channels] ?? 0], at * 4);
  }
  return { width, height, data, scale: drawnEm / em };
}

async function imageMark(drawing: MarkDrawing, side: number, imagePath: string): Promise<Mark> {
  const source = await openSource(imagePath, ownLimits);
  const part = side / Math.max(source.width, source.height);
  const size = { width: whole(source.width * part), height: whole(source.height * part) };
  const fitting = fittingScale(drawing, size);
  const across = whole(size.width * fitting);
  const upright = await decoding(
    source
      .open()
      .resize({
        width: across,
        height: whole(size.height * fitting),
        fit: 'fill',
      })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { data, info } = await fromPixels(upright.data, { ...upright.info, channels: 4 })
    .rotate(drawing.mark.angle, { background: '#00000000' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data, scale: across / size.width };
}

/** Pixels, one at least. */
function whole(length: number): number {
  return Math.max(1, Math.round(length));
}

/** Turned, a long mark takes much more room. */
function fittingScale({ mark, scale }: MarkDrawing, { width, height }: ImageSize): number {
  const angle = (Math.abs(mark.angle) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const room = (width * cos + height * sin) * (width * sin + height * cos);
  return Math.min(scale, Math.sqrt(mostPixels / room));
}

/** Inter (SIL Open Font License): the same letters on every computer. */
const fontFile = path.join(
  packageFolder('@expo-google-fonts/inter'),
  '600SemiBold',
  'Inter_600SemiBold.ttf',
);

/** sRGB → Display P3, in place: both have D65 as white and the same curve (CSS Color 4, 10.6). */
function widen(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue] = [0, 1, 2].map((channel) => lit((data[at + channel] ?? 0) / 255));
    const [r, g, b] = [red ?? 0, green ?? 0, blue ?? 0];
    data[at] = shown(0.822_462 * r + 0.177_538 * g) * 255 + 0.5;
    data[at + 1] = shown(0.033_194 * r + 0.966_806 * g) * 255 + 0.5;
    data[at + 2] = shown(0.017_083 * r + 0.072_397 * g + 0.910_52 * b) * 255 + 0.5;
  }
}
