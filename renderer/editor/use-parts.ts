import { useEffect, useState } from 'react';
import { editTileBox, editTileMargin } from '../../electron/contract/editing/views.ts';
import { editViewSource } from '../bridge.ts';
import type { Picture } from '../studio/use-shown.ts';
import type { Part } from './gl/preview.ts';
import { type ViewQuestion, tilesInView } from './tiles-in-view.ts';

interface PartsQuestion extends Omit<ViewQuestion, 'original' | 'pixelRatio'> {
  readonly picture: Picture;
}

/** What is at hand of the original: all of it, and full-size tiles where they would be seen. */
export function useParts({ picture, ...view }: PartsQuestion): readonly Part[] {
  const { blob, facts } = picture;
  const [images, setImages] = useState<ReadonlyMap<string, HTMLImageElement>>(new Map());
  const whole = editViewSource(blob, null);
  const tiles = tilesInView({ ...view, original: facts, pixelRatio: devicePixelRatio });
  const wanted = [whole, ...tiles.map((tile) => editViewSource(blob, tile))];
  const key = wanted.join(' ');
  useEffect(() => {
    let over = false;
    const sources = key.split(' ');
    for (const source of sources) {
      const image = new Image();
      image.crossOrigin = 'anonymous';
      image.src = source;
      // One that fails leaves what is coarser.
      image.decode().then(
        () => {
          if (over) return;
          // What is out of sight goes with the next one that comes.
          setImages((before) => {
            const kept = [...before].filter(([name]) => sources.includes(name));
            return new Map(kept).set(source, before.get(source) ?? image);
          });
        },
        () => undefined,
      );
    }
    return () => {
      over = true;
    };
  }, [key]);

  const image = images.get(whole);
  if (image === undefined) return [];
  const box = { left: 0, top: 0, width: facts.width, height: facts.height };
  return [
    { image, box, drawn: box, pixels: image.naturalWidth },
    ...tiles.flatMap((tile) => {
      const image = images.get(editViewSource(blob, tile));
      if (image === undefined) return [];
      const box = editTileBox(tile, facts, editTileMargin);
      return [{ image, box, drawn: editTileBox(tile, facts), pixels: image.naturalWidth }];
    }),
  ];
}
