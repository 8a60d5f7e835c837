import sharp from 'sharp';
import {
  type EditTile,
  editTileBox,
  editTileMargin,
} from '../../../electron/contract/editing/views.ts';

/** All of a picture, its longest side that long in pixels, or a tile of its 6000 × 4000. */
type View =
  | { readonly side: number }
  | { readonly tile: EditTile; readonly kind: 'shown' | 'edited' };

/** Draws a landscape whose colours come from a blob's hash. A hash that starts with "e" is edited. */
export async function drawPicture(hash: string, view: View): Promise<Buffer> {
  const n = Number.parseInt(hash.slice(-4), 16);
  const edited = hash.startsWith('e');
  const tall = n === 64;
  const clear = n === 48;
  const [width, height] = clear ? [1200, 1200] : tall ? [4000, 6000] : [6000, 4000];
  const whole = { left: 0, top: 0, width, height };
  const margin = 'tile' in view && view.kind === 'edited' ? editTileMargin : 0;
  const box = 'tile' in view ? editTileBox(view.tile, whole, margin) : whole;
  const scale = 'tile' in view ? 1 : view.side / Math.max(width, height);
  const body = clear ? mark() : landscape({ n, width, height, edited });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(box.width * scale)}" height="${Math.round(box.height * scale)}" viewBox="${box.left} ${box.top} ${box.width} ${box.height}" preserveAspectRatio="none">${body}</svg>`;
  return await sharp(Buffer.from(svg), { unlimited: true }).png({ compressionLevel: 3 }).toBuffer();
}

interface Scene {
  readonly n: number;
  readonly width: number;
  readonly height: number;
  readonly edited: boolean;
}

function landscape({ n, width, height, edited }: Scene): string {
  const hue = (n * 47 + 210) % 360;
  const sun = edited ? 40 : (hue + 150) % 360;
  const sky = edited ? 25 : hue;
  const hills = Array.from({ length: 5 }, (_, layer) => {
    const base = height * (0.52 + layer * 0.1);
    const points = Array.from({ length: 25 }, (_point, step) => {
      const x = (step / 24) * width;
      const wave =
        Math.sin(step * (0.7 + layer * 0.23) + n + layer * 2) + 0.5 * Math.sin(step * 1.9 + layer);
      return `${x.toFixed(0)},${(base - wave * height * (0.09 - layer * 0.012)).toFixed(0)}`;
    }).join(' ');
    return `<polygon points="0,${height} ${points} ${width},${height}" fill="hsl(${sky + layer * 8}, ${34 - layer * 3}%, ${54 - layer * 10}%)"/>`;
  }).join('');
  return `
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="hsl(${sky}, 48%, ${edited ? 46 : 34}%)"/>
      <stop offset="0.6" stop-color="hsl(${(sun + 20) % 360}, 62%, 76%)"/>
    </linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${width * 0.66}" cy="${height * 0.4}" r="${height * 0.07}" fill="hsl(${sun}, 90%, 88%)"/>
    ${hills}`;
}

function mark(): string {
  return '<circle cx="600" cy="600" r="460" fill="none" stroke="#7b61ff" stroke-width="110"/><path d="M600 240 L900 780 L300 780 Z" fill="#ff8a5c"/>';
}
