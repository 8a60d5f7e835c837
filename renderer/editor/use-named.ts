import { useEffect, useState } from 'react';
import type { EditDocument } from '../../electron/contract/editing/document.ts';
import type { ImageSize } from '../../electron/contract/editing/image-size.ts';
import { type Lut, decodeLut } from '../../electron/contract/editing/lut.ts';
import { proxySide } from '../../electron/contract/editing/views.ts';
import { type MarkDrawing, isMarked } from '../../electron/contract/editing/watermark.ts';
import type { WorkingSpace } from '../../electron/contract/editing/working-space.ts';
import type { BlobHash } from '../../electron/contract/ids.ts';
import { call } from '../bridge.ts';
import { attempt } from '../stores/toasts.ts';
import type { MarkImage, Named } from './gl/look-pass.ts';

interface NamedQuestion {
  readonly document: EditDocument;
  /** Of the picture as it comes out, in pixels. */
  readonly size: ImageSize;
  /** Device pixels per pixel of it. */
  readonly scale: number;
  readonly space: WorkingSpace;
}

/** What the document names, as far as it is at hand: its table of colours, its watermark drawn. */
export function useNamed(question: NamedQuestion): Named {
  const { effects } = question.document;
  return { lut: useLut(effects.lut.table?.blob ?? null), mark: useMark(question) };
}

function useLut(blob: BlobHash | null): Lut | null {
  const [known, setKnown] = useState<{ blob: BlobHash; lut: Lut | null } | null>(null);
  useEffect(() => {
    if (blob === null) return;
    attempt(async () => {
      setKnown({ blob, lut: decodeLut(await call('edits.lut', blob)) });
    });
  }, [blob]);
  return known !== null && known.blob === blob ? known.lut : null;
}

/** While somebody writes, not every letter is drawn. */
const settlesAfterMs = 120;

/** The one before stays in sight until the new one is drawn. */
function useMark({ document, size, scale, space }: NamedQuestion): MarkImage | null {
  const [drawn, setDrawn] = useState<MarkImage | null>(null);
  const marked = isMarked(document.watermark);
  const key = marked ? JSON.stringify(drawingOf(document, { size, scale, space })) : '';
  useEffect(() => {
    if (key === '') return undefined;
    let over = false;
    const timer = window.setTimeout(() => {
      attempt(async () => {
        const image = await drawMark(JSON.parse(key));
        if (!over) setDrawn(image);
      });
    }, settlesAfterMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
  return marked ? drawn : null;
}

function drawingOf(
  { watermark }: EditDocument,
  { size, scale, space }: Omit<NamedQuestion, 'document'>,
): MarkDrawing {
  const far = Math.min(1, proxySide / Math.max(size.width, size.height));
  return {
    // Where it goes and how clear it is changes no pixel of the drawing.
    mark: {
      ...watermark,
      opacity: 100,
      place: 'middle',
      offsetX: 0,
      offsetY: 0,
      tiled: false,
      gap: 0,
    },
    picture: size,
    scale: scale > far ? 1 : far,
    space,
  };
}

async function drawMark(drawing: MarkDrawing): Promise<MarkImage> {
  const { png, scale } = await call('edits.draw-mark', drawing);
  const image = await createImageBitmap(new Blob([png], { type: 'image/png' }), {
    premultiplyAlpha: 'premultiply',
    colorSpaceConversion: 'none',
  });
  return { image, width: image.width, height: image.height, scale };
}
