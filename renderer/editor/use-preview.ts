import { type RefObject, useEffect, useRef } from 'react';
import type { WorkingSpace } from '../../electron/contract/editing/working-space.ts';
import { framingOf } from '../../electron/contract/editing/geometry.ts';
import type { Size } from '../studio/viewport.ts';
import { useEditor } from './edit-store.ts';
import { type DrawLoop, createDrawLoop } from './gl/draw-loop.ts';
import { type Preview, type Shown, createPreview } from './gl/preview.ts';
import { histogramOf } from './histogram.ts';

interface Scene {
  /** Placed in CSS pixels; null while nothing is at hand. */
  readonly shown: Shown | null;
  readonly port: Size;
  readonly space: WorkingSpace;
}

const histogramSide = 192;
/** Reading it back makes the next pictures wait. */
const histogramEveryMs = 400;

/** Draws a scene on a canvas whenever it changes, and again when a lost context has come back. */
export function usePreview(ref: RefObject<HTMLCanvasElement | null>, scene: Scene): void {
  const now = useRef(scene);
  const loop = useRef<DrawLoop | null>(null);
  const isHeld = useEditor((state) => state.isHeld);

  useEffect(() => {
    now.current = scene;
    loop.current?.request(isHeld);
  });

  useEffect(() => {
    const canvas = ref.current;
    const gl = canvas?.getContext('webgl2', { premultipliedAlpha: false, antialias: false });
    if (!canvas || !gl) {
      useEditor.setState({ isCoarse: true });
      return undefined;
    }
    let preview: Preview | null = null;
    let histogramTimer = 0;

    const tellHistogram = (): void => {
      histogramTimer = 0;
      const { shown } = now.current;
      if (shown === null || preview === null || gl.isContextLost()) return;
      useEditor.setState({ histogram: readHistogram(preview, shown) });
    };
    const draw = (resolution: number): void => {
      const { shown, port, space } = now.current;
      if (shown === null || preview === null || gl.isContextLost()) return;
      gl.drawingBufferColorSpace = space;
      const ratio = devicePixelRatio * resolution;
      const width = Math.max(1, Math.round(port.width * ratio));
      const height = Math.max(1, Math.round(port.height * ratio));
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      const { left, top, scale } = shown.placed;
      const placed = { left: left * ratio, top: top * ratio, scale: scale * ratio };
      preview.draw({ ...shown, placed });
      if (histogramTimer === 0) histogramTimer = window.setTimeout(tellHistogram, histogramEveryMs);
    };
    const start = (): void => {
      preview = createPreview(gl);
      useEditor.setState({ isCoarse: !preview.isPrecise });
      loop.current = createDrawLoop(gl, draw);
      loop.current.request(false);
    };
    const lose = (event: Event): void => {
      // Without this it would never come back.
      event.preventDefault();
      loop.current?.stop();
      loop.current = null;
      preview = null;
    };
    canvas.addEventListener('webglcontextlost', lose);
    canvas.addEventListener('webglcontextrestored', start);
    start();
    return () => {
      canvas.removeEventListener('webglcontextlost', lose);
      canvas.removeEventListener('webglcontextrestored', start);
      clearTimeout(histogramTimer);
      loop.current?.stop();
      loop.current = null;
      preview?.dispose();
    };
  }, [ref]);
}

function readHistogram(preview: Preview, shown: Shown) {
  const { size } = framingOf(shown.document, shown.original);
  const scale = Math.min(1, histogramSide / Math.max(size.width, size.height));
  const pixels = preview.read(
    { ...shown, parts: shown.parts.slice(0, 1), placed: { left: 0, top: 0, scale } },
    {
      width: Math.max(1, Math.round(size.width * scale)),
      height: Math.max(1, Math.round(size.height * scale)),
    },
  );
  return histogramOf(pixels);
}
