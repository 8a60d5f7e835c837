import { type Area, type MaskPlane, isNothing } from '../../electron/contract/masking/plane.ts';

/** Copies an area of a mask into a canvas of its size: the canvas' colour, as opaque as it is covered. */
export function paintPlane(context: CanvasRenderingContext2D, plane: MaskPlane, area: Area): void {
  if (isNothing(area)) return;
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  // Little-endian, as every processor that Electron runs on: red is the lowest byte.
  const colour = tintOf(context.canvas);
  for (let y = 0; y < height; y += 1) {
    const from = (area.top + y) * plane.width + area.left;
    const to = y * width;
    for (let x = 0; x < width; x += 1) {
      pixels[to + x] = (((plane.data[from + x] ?? 0) << 24) | colour) >>> 0;
    }
  }
  context.putImageData(image, area.left, area.top);
}

const tints = new WeakMap<HTMLCanvasElement, number>();

/** The colour of the element's style, whatever its notation, as blue, green and red bytes. */
function tintOf(canvas: HTMLCanvasElement): number {
  const known = tints.get(canvas);
  if (known !== undefined) return known;
  const probe = new OffscreenCanvas(1, 1).getContext('2d');
  if (probe === null) return 0;
  probe.fillStyle = getComputedStyle(canvas).color;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  const tint = (blue << 16) | (green << 8) | red;
  tints.set(canvas, tint);
  return tint;
}
