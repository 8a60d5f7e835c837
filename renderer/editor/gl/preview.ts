import { noiseNumbers, sharpenNumbers } from '../../../electron/contract/editing/detail.ts';
import type { EditDocument } from '../../../electron/contract/editing/document.ts';
import { type Framing, framingOf } from '../../../electron/contract/editing/geometry.ts';
import type { ImageSize } from '../../../electron/contract/editing/image-size.ts';
import { createDetailPasses } from './detail-passes.ts';
import { type Target, float, openGpu, sampler, vector } from './gpu.ts';
import { type Named, createLookPass } from './look-pass.ts';
import { frameShader } from './shaders.ts';

/** A part of the original that is at hand; the first one is all of it. */
export interface Part {
  readonly image: TexImageSource;
  /** In pixels of the original. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
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
  readonly target: Target;
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

  function baseOf(shown: Shown, size: ImageSize, slot: string): Target {
    const { document, original, parts, placed } = shown;
    const { geometry, resize, detail: details } = document;
    const key = JSON.stringify([geometry, resize, details, original, placed, size]);
    const known = bases.get(slot);
    if (known?.key === key && sameParts(known.parts, parts)) return known.target;
    gpu.freeTarget(known?.target ?? null);
    const framing = framingOf(document, original);
    const framed = drawFramed(shown, framing, gpu.target(size.width, size.height));
    const target = gpu.isPrecise
      ? detail.apply(framed, {
          noise: noiseNumbers(details, placed.scale * framing.scale),
          sharpen: sharpenNumbers(details, placed.scale * framing.scale),
          inside: insideOf(framing.size, placed, size),
        })
      : framed;
    bases.set(slot, { key, parts, target });
    return target;
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
          part: vector(part.left, part.top, part.width, part.height),
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

  function drawLook(shown: Shown, base: Target, into: Target | null): void {
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
      for (const { target } of bases.values()) gpu.freeTarget(target);
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
  const pixelsPerTexel = (placed.scale * framing.scale * part.width) / part.pixels;
  const stretch = Math.max(1, 1 / pixelsPerTexel);
  return stretch > mostStretch ? 0 : stretch;
}

function sameParts(some: readonly Part[], others: readonly Part[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ image }, index) => image === others[index]?.image)
  );
}

/** The first and the last pixel of the picture that the canvas holds, across and down. */
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
