import {
  detailReach,
  noiseNumbers,
  sharpenNumbers,
} from '../../../electron/contract/editing/detail.ts';
import type { EditDocument } from '../../../electron/contract/editing/document.ts';
import { type Framing, framingOf } from '../../../electron/contract/editing/geometry.ts';
import type { ImageSize } from '../../../electron/contract/editing/image-size.ts';
import type { ImageBox } from '../../../electron/contract/editing/views.ts';
import { createDetailPasses } from './detail-passes.ts';
import { type Target, float, openGpu, sampler, vector } from './gpu.ts';
import { type Layer, type Named, createLookPass } from './look-pass.ts';
import { frameShader } from './shaders.ts';

/** A part of the original that is at hand; the first one is all of it. */
export interface Part {
  readonly image: TexImageSource;
  /** Where it lies in the original. */
  readonly box: ImageBox;
  /** What is drawn of it: the rest is its neighbours', read to get the border right. */
  readonly drawn: ImageBox;
  /** Pixels of `image` across. */
  readonly pixels: number;
}

/** Where the picture lies, in device pixels. */
export interface Placed {
  readonly left: number;
  readonly top: number;
  /** Device pixels per pixel of the picture at full size. */
  readonly scale: number;
}

export interface Shown extends Named {
  readonly document: EditDocument;
  /** Of the original. */
  readonly original: ImageSize;
  /** From coarse to fine. */
  readonly parts: readonly Part[];
  readonly placed: Placed;
}

/** An edit on a canvas. What has not changed since the last drawing is not computed again. */
export interface Preview {
  /** Half floats in between; otherwise eight bits, without noise reduction and sharpening. */
  readonly isPrecise: boolean;
  draw(shown: Shown): void;
  /** Pixels of the screen, RGBA, the first row on top: the same drawing, read back. */
  read(shown: Shown, size: ImageSize): Uint8Array;
  /** Gives up what it has drawn with; the context stays the canvas's. */
  dispose(): void;
}

interface Base {
  readonly key: string;
  readonly parts: readonly Part[];
  readonly layer: Layer;
}

export function createPreview(gl: WebGL2RenderingContext): Preview {
  const gpu = openGpu(gl);
  const frame = gpu.program(frameShader);
  const detail = createDetailPasses(gpu);
  const look = createLookPass(gpu);
  const textures = new Map<TexImageSource, WebGLTexture>();
  /** What lies under the look, for the canvas and for readings of another size. */
  const bases = new Map<string, Base>();

  function textureOf({ image }: Part): WebGLTexture {
    const known = textures.get(image) ?? gpu.image(image);
    textures.set(image, known);
    return known;
  }

  function forgetOthers(parts: readonly Part[]): void {
    for (const [image, texture] of textures) {
      if (parts.some((part) => part.image === image)) continue;
      gl.deleteTexture(texture);
      textures.delete(image);
    }
  }

  function baseOf(shown: Shown, size: ImageSize, slot: string): Layer {
    const { document, original, parts, placed } = shown;
    const { geometry, resize, detail: details } = document;
    const key = JSON.stringify([geometry, resize, details, original, placed, size]);
    const known = bases.get(slot);
    if (known?.key === key && sameParts(known.parts, parts)) return known.layer;
    gpu.freeTarget(known?.layer.target ?? null);
    const layer = drawBase(shown, size);
    bases.set(slot, { key, parts, layer });
    return layer;
  }

  function drawBase(shown: Shown, size: ImageSize): Layer {
    const { document, original, placed } = shown;
    const framing = framingOf(document, original);
    const scale = placed.scale * framing.scale;
    const noise = gpu.isPrecise ? noiseNumbers(document.detail, scale) : null;
    const sharpen = gpu.isPrecise ? sharpenNumbers(document.detail, scale) : null;
    const margin = detailReach(noise, sharpen);
    const wide = { width: size.width + 2 * margin, height: size.height + 2 * margin };
    const within = { ...placed, left: placed.left + margin, top: placed.top + margin };
    const target = gpu.target(wide.width, wide.height);
    const framed = drawFramed({ ...shown, placed: within }, framing, target);
    const inside = insideOf(framing.size, within, wide);
    return { target: detail.apply(framed, { noise, sharpen, inside }), margin };
  }

  function drawFramed({ parts, placed }: Shown, framing: Framing, target: Target): Target {
    const { a, b, c, d, e, f } = framing.toOriginal;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.buffer);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    for (const part of parts) {
      gpu.draw(
        frame,
        {
          image: sampler(textureOf(part)),
          part: vector(part.box.left, part.box.top, part.box.width, part.box.height),
          drawn: vector(...edgesOf(part.drawn)),
          size: vector(framing.size.width, framing.size.height),
          view: vector(placed.left, placed.top, placed.scale),
          turning: vector(a, b, c, d),
          moving: vector(e, f),
          stretch: float(stretchOf(framing, placed, part)),
        },
        target,
      );
    }
    return target;
  }

  function drawLook(shown: Shown, base: Layer, into: Target | null): void {
    const { document, original, placed, lut, mark } = shown;
    const { size } = framingOf(document, original);
    look.draw(base, { document, size, placed, lut, mark }, into);
  }

  return {
    isPrecise: gpu.isPrecise,
    draw: (shown) => {
      const size = { width: gl.drawingBufferWidth, height: gl.drawingBufferHeight };
      forgetOthers(shown.parts);
      drawLook(shown, baseOf(shown, size, 'canvas'), null);
    },
    read: (shown, size) => {
      const base = baseOf(shown, size, 'reading');
      const into = gpu.readable(size.width, size.height);
      drawLook(shown, base, into);
      const pixels = new Uint8Array(size.width * size.height * 4);
      gl.bindFramebuffer(gl.FRAMEBUFFER, into.buffer);
      gl.readPixels(0, 0, size.width, size.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
      gpu.freeTarget(into);
      return pixels;
    },
    dispose: () => {
      for (const { layer } of bases.values()) gpu.freeTarget(layer.target);
      for (const texture of textures.values()) gl.deleteTexture(texture);
      look.dispose();
    },
  };
}

/** Furthest that the exact way of shrinking reaches: beyond, it would take too long to draw. */
const mostStretch = 8;

/**
 * How cubic convolution reads a part: as the full size does, where the picture is looked at pixel by
 * pixel and has to be interpolated. 0: smaller copies of it do, as for any distant view.
 */
function stretchOf(framing: Framing, placed: Placed, part: Part): number {
  const isExact = framing.isSlanted || framing.scale !== 1;
  if (!isExact || placed.scale <= 0.9) return 0;
  const pixelsPerTexel = (placed.scale * framing.scale * part.box.width) / part.pixels;
  const stretch = Math.max(1, 1 / pixelsPerTexel);
  return stretch > mostStretch ? 0 : stretch;
}

function sameParts(some: readonly Part[], others: readonly Part[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ image }, index) => image === others[index]?.image)
  );
}

function edgesOf({ left, top, width, height }: ImageBox): readonly number[] {
  return [left, top, left + width, top + height];
}

/** The first and the last pixel of the picture that a target holds, across and down. */
function insideOf(picture: ImageSize, placed: Placed, size: ImageSize): readonly number[] {
  const [right, bottom] = [
    placed.left + picture.width * placed.scale,
    placed.top + picture.height * placed.scale,
  ];
  return [
    Math.max(0, Math.ceil(placed.left - 0.5)),
    Math.max(0, Math.ceil(placed.top - 0.5)),
    Math.min(size.width - 1, Math.ceil(right - 0.5) - 1),
    Math.min(size.height - 1, Math.ceil(bottom - 0.5) - 1),
  ];
}
