import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import type { BlobHash } from '../../electron/contract/ids.ts';
import type { MaskPictures } from '../../electron/contract/masking/draw.ts';
import { type Area, type PlaneSize, wholeArea } from '../../electron/contract/masking/plane.ts';
import { attempt } from '../stores/toasts.ts';
import type { Picture } from '../studio/use-shown.ts';
import { readGrey } from './read-grey.ts';
import { doneSteps, loadMasks, useMasks } from './mask-store.ts';
import { paintPlane } from './paint-plane.ts';
import { type MaskSurface, createMaskSurface } from './surface.ts';

interface SurfaceInUse {
  readonly surface: MaskSurface;
  /** Shows an area of the surface on the canvas. */
  readonly paint: (area: Area) => void;
}

/** The mask of a picture, drawn on a canvas: read from the library, and kept up with the store. */
export function useSurface(
  canvas: RefObject<HTMLCanvasElement | null>,
  { id, facts }: Picture,
): SurfaceInUse {
  const { width, height } = facts;
  const surface = useMemo(() => createMaskSurface({ width, height }), [width, height]);
  const state = useMasks((masking) => masking.masks[id]);
  const pictures = usePictures(id, surface.plane);

  const paint = useCallback(
    (area: Area) => {
      // Kept in memory: bytes are laid into it each frame, and none are drawn by a graphics card.
      const context = canvas.current?.getContext('2d', { willReadFrequently: true });
      if (context) paintPlane(context, surface.plane, area);
    },
    [canvas, surface],
  );

  useEffect(() => {
    useMasks.setState({ painted: id, said: null });
    attempt(() => loadMasks([id]));
    return () => {
      useMasks.setState({ painted: null });
    };
  }, [id]);

  useEffect(() => {
    paint(wholeArea(surface.plane));
  }, [paint, surface]);

  useEffect(() => {
    if (state !== undefined && pictures !== null) paint(surface.show(doneSteps(state), pictures));
  }, [state, pictures, paint, surface]);

  return { surface, paint };
}

/** The pictures that steps name, at the plane's size; null until all of them were read. */
function usePictures(id: Picture['id'], { width, height }: PlaneSize): MaskPictures | null {
  const [pictures, setPictures] = useState<MaskPictures>(new Map());
  const names = useMasks((masking) =>
    (masking.masks[id]?.steps ?? [])
      .flatMap((step) => (step.kind === 'picture' ? [step.blob] : []))
      .join(' '),
  );
  const wanted: readonly BlobHash[] = names === '' ? [] : names.split(' ');
  useEffect(() => {
    let over = false;
    for (const blob of names === '' ? [] : names.split(' ')) {
      attempt(async () => {
        const grey = await readGrey(blob, { width, height });
        if (!over) setPictures((before) => new Map(before).set(blob, grey));
      });
    }
    return () => {
      over = true;
    };
  }, [names, width, height]);
  return wanted.every((blob) => pictures.has(blob)) ? pictures : null;
}
