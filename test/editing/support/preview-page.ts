import type { EditDocument } from '../../../electron/contract/editing/document.ts';
import { framingOf } from '../../../electron/contract/editing/geometry.ts';
import { decodeLut } from '../../../electron/contract/editing/lut.ts';
import type { MarkImage, Named } from '../../../renderer/editor/gl/look-pass.ts';
import { type Part, type Preview, createPreview } from '../../../renderer/editor/gl/preview.ts';

export interface GivenNames {
  readonly lut: string | null;
  readonly mark: { readonly png: string; readonly scale: number } | null;
}

/** What a test can ask of the real preview in a real browser. */
export interface PreviewPage {
  load(png: string): Promise<void>;
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
let part: Part | null = null;
let named: Named = { lut: null, mark: null };

function shownAt(edit: EditDocument, scale: number) {
  if (part === null) throw new Error('Nothing is loaded');
  const original = { width: part.width, height: part.height };
  const { size } = framingOf(edit, original);
  return {
    size: { width: Math.round(size.width * scale), height: Math.round(size.height * scale) },
    shown: {
      document: edit,
      original,
      parts: [part],
      placed: { left: 0, top: 0, scale },
      ...named,
    },
  };
}

function render(edit: EditDocument): string {
  const { size, shown } = shownAt(edit, 1);
  let text = '';
  const pixels = preview.read(shown, size);
  for (let at = 0; at < pixels.length; at += 8192) {
    text += String.fromCharCode(...pixels.subarray(at, at + 8192));
  }
  return btoa(text);
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
    const image = new Image();
    image.src = png;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    part = { image, left: 0, top: 0, width, height, pixels: width };
  },
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
      const scale = width / (part?.width ?? width);
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
