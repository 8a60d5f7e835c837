/** Where an image lies in the canvas. Pure: sizes and points in, placement out. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `fit` follows the canvas' size; `free` keeps a scale and the image point in the middle. */
export type View =
  | { readonly mode: 'fit' }
  | { readonly mode: 'free'; readonly scale: number; readonly centre: Point };

/** What lies around an image and belongs into the fitted view, in image pixels. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly up: number;
  readonly down: number;
}

export interface Frame {
  readonly image: Size;
  readonly port: Size;
  readonly around?: Margins;
}

const nothingAround: Margins = { left: 0, right: 0, up: 0, down: 0 };

/** Canvas pixels (CSS) per image pixel, and where the image's top left corner lies. */
export interface Placement {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export const fitView: View = { mode: 'fit' };

const smallestScale = 0.01;
const largestScale = 32;
/** Tiny images are not blown up beyond recognition when they are fitted. */
const largestFit = 4;

const mostMargin = 40;

/** CSS pixels around a fitted image: fewer where many stand side by side. */
function marginIn(port: Size): number {
  return clamp(Math.min(port.width, port.height) * 0.06, 8, mostMargin);
}

export function fitScale({ image, port, around = nothingAround }: Frame): number {
  const margin = marginIn(port);
  const width = Math.max(port.width - 2 * margin, 1);
  const height = Math.max(port.height - 2 * margin, 1);
  return Math.min(
    width / (image.width + around.left + around.right),
    height / (image.height + around.up + around.down),
    largestFit,
  );
}

export function place(view: View, frame: Frame): Placement {
  const { scale, centre } = resolve(view, frame);
  return {
    scale,
    left: frame.port.width / 2 - centre.x * scale,
    top: frame.port.height / 2 - centre.y * scale,
  };
}

/** Scales by a factor and keeps the image point that lies under `at` (canvas pixels) there. */
export function zoomAt(view: View, frame: Frame, zoom: { factor: number; at?: Point }): View {
  const { scale } = resolve(view, frame);
  return zoomTo(view, frame, { scale: scale * zoom.factor, ...(zoom.at && { at: zoom.at }) });
}

export function zoomTo(view: View, frame: Frame, zoom: { scale: number; at?: Point }): View {
  const before = place(view, frame);
  const scale = clamp(zoom.scale, smallestScale, largestScale);
  const at = zoom.at ?? { x: frame.port.width / 2, y: frame.port.height / 2 };
  const held = { x: (at.x - before.left) / before.scale, y: (at.y - before.top) / before.scale };
  return keepInside(
    {
      scale,
      centre: {
        x: held.x + (frame.port.width / 2 - at.x) / scale,
        y: held.y + (frame.port.height / 2 - at.y) / scale,
      },
    },
    frame,
  );
}

/** Moves the image by canvas pixels. */
export function panBy(view: View, frame: Frame, move: Point): View {
  const { scale, centre } = resolve(view, frame);
  const moved = { x: centre.x - move.x / scale, y: centre.y - move.y / scale };
  return keepInside({ scale, centre: moved }, frame);
}

/** The image point under a point of the canvas. */
export function toImage(placement: Placement, at: Point): Point {
  return {
    x: (at.x - placement.left) / placement.scale,
    y: (at.y - placement.top) / placement.scale,
  };
}

export interface Tile {
  readonly column: number;
  readonly row: number;
}

/** The tiles of an image that the canvas shows. `image` may be larger than what `placement` scales. */
export function visibleTiles(placement: Placement, frame: Frame, side: number): readonly Tile[] {
  const { image, port } = frame;
  const from = toImage(placement, { x: 0, y: 0 });
  const to = toImage(placement, { x: port.width, y: port.height });
  const columns = span(from.x, Math.min(to.x, image.width), side);
  const rows = span(from.y, Math.min(to.y, image.height), side);
  return rows.flatMap((row) => columns.map((column) => ({ column, row })));
}

function span(from: number, to: number, side: number): readonly number[] {
  const first = Math.floor(Math.max(from, 0) / side);
  const last = Math.ceil(to / side);
  return Array.from({ length: Math.max(last - first, 0) }, (_, index) => first + index);
}

function resolve(view: View, frame: Frame): { scale: number; centre: Point } {
  if (view.mode === 'free') return view;
  const { image, around = nothingAround } = frame;
  return {
    scale: fitScale(frame),
    centre: {
      x: (image.width + around.right - around.left) / 2,
      y: (image.height + around.down - around.up) / 2,
    },
  };
}

/** The middle of the canvas never leaves the image and what is around it, so that it cannot get lost. */
function keepInside(
  { scale, centre }: { scale: number; centre: Point },
  { image, around = nothingAround }: Frame,
): View {
  return {
    mode: 'free',
    scale,
    centre: {
      x: clamp(centre.x, -around.left, image.width + around.right),
      y: clamp(centre.y, -around.up, image.height + around.down),
    },
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
