import type { EditDocument } from '../../../electron/contract/editing/document.ts';
import { framingOf } from '../../../electron/contract/editing/geometry.ts';
import { decodeLut } from '../../../electron/contract/editing/lut.ts';
import type { MarkImage, Named } from '../../../renderer/editor/gl/look-pass.ts';
import {
  type Part,
  type Placed,
  type Preview,
  createPreview,
} from '../../../renderer/editor/gl/preview.ts';
import type { ImageSize } from '../../../electron/contract/editing/image-size.ts';

export interface GivenNames {
  readonly lut: string | null;
  readonly mark: { readonly png: string; readonly scale: number } | null;
}

/** A part of an original, as a worker made it. */
export interface GivenPart extends Pick<Part, 'box' | 'drawn'> {
  /** Address of a PNG. */
  readonly png: string;
}

/** What a window shows of an edited picture. */
export interface GivenView {
  readonly document: EditDocument;
  readonly placed: Placed;
  /** Of the window, in device pixels. */
  readonly port: ImageSize;
}

/** What a test can ask of the real preview in a real browser. */
export interface PreviewPage {
  /** An image at its full size. */
  load(png: string): Promise<void>;
  /** All of an image at a smaller size, then parts of its full size. */
  loadParts(parts: readonly GivenPart[]): Promise<void>;
  /** What a window shows as RGBA, base64. */
  view(given: GivenView): string;
  /** What the documents rendered from now on name; base64. */
  name(given: GivenNames): Promise<void>;
  /** The whole edited picture at full size as RGBA, base64. */
  render(document: EditDocument): string;
  /** Milliseconds that each of the drawings took, until the canvas had it. */
  time(documents: readonly EditDocument[], width: number): readonly number[];
  /** Loses the context, draws after its return. */
  loseAndRestore(document: EditDocument): Promise<string>;
  isPrecise(): boolean;
}

const canvas = document.createElement('canvas');
const gl = canvas.getContext('webgl2', { premultipliedAlpha: false });
if (gl === null) throw new Error('No WebGL 2 here');
let preview: Preview = createPreview(gl);
let parts: readonly Part[] = [];
let named: Named = { lut: null, mark: null };

function shownWith(edit: EditDocument, placed: Placed) {
  const [whole] = parts;
  if (whole === undefined) throw new Error('Nothing is loaded');
  return { document: edit, original: whole.box, parts, placed, ...named };
}

function shownAt(edit: EditDocument, scale: number) {
  const shown = shownWith(edit, { left: 0, top: 0, scale });
  const { size } = framingOf(edit, shown.original);
  return {
    size: { width: Math.round(size.width * scale), height: Math.round(size.height * scale) },
    shown,
  };
}

function base64(pixels: Uint8Array): string {
  let text = '';
  for (let at = 0; at < pixels.length; at += 8192) {
    text += String.fromCharCode(...pixels.subarray(at, at + 8192));
  }
  return btoa(text);
}

function render(edit: EditDocument): string {
  const { size, shown } = shownAt(edit, 1);
  return base64(preview.read(shown, size));
}

async function loaded(png: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = png;
  await image.decode();
  return image;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

async function drawnMark(png: string, scale: number): Promise<MarkImage> {
  const image = await createImageBitmap(new Blob([bytesOf(png)], { type: 'image/png' }), {
    premultiplyAlpha: 'premultiply',
    colorSpaceConversion: 'none',
  });
  return { image, width: image.width, height: image.height, scale };
}

const page: PreviewPage = {
  load: async (png) => {
    const image = await loaded(png);
    const { naturalWidth: width, naturalHeight: height } = image;
    const box = { left: 0, top: 0, width, height };
    parts = [{ image, box, drawn: box, pixels: width }];
  },
  loadParts: async (given) => {
    parts = await Promise.all(
      given.map(async ({ png, box, drawn }) => {
        const image = await loaded(png);
        return { image, box, drawn, pixels: image.naturalWidth };
      }),
    );
  },
  view: ({ document: edit, placed, port }) => base64(preview.read(shownWith(edit, placed), port)),
  name: async ({ lut, mark }) => {
    named = {
      lut: lut === null ? null : decodeLut(bytesOf(lut)),
      mark: mark === null ? null : await drawnMark(mark.png, mark.scale),
    };
  },
  render,
  time: (documents, width) => {
    const pixel = new Uint8Array(4);
    return documents.map((edit) => {
      const scale = width / (parts[0]?.box.width ?? width);
      const { size, shown } = shownAt(edit, scale);
      if (canvas.width !== size.width) Object.assign(canvas, size);
      const start = performance.now();
      preview.draw(shown);
      // Waits until it is drawn.
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return performance.now() - start;
    });
  },
  loseAndRestore: async (edit) => {
    const extension = gl.getExtension('WEBGL_lose_context');
    const lost = new Promise((resolve) => {
      canvas.addEventListener('webglcontextlost', (event) => {
        event.preventDefault();
        // It can be restored only once this event is over.
        setTimeout(resolve);
      });
    });
    extension?.loseContext();
    await lost;
    const restored = new Promise((resolve) => {
      canvas.addEventListener('webglcontextrestored', resolve);
    });
    extension?.restoreContext();
    await restored;
    preview = createPreview(gl);
    return render(edit);
  },
  isPrecise: () => preview.isPrecise,
};
Object.assign(window, { previewPage: page });
