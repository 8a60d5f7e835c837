import { useEffect, useState } from 'react';
import { type Affine, compose } from '../../electron/contract/editing/geometry.ts';
import { editTileSide, proxySide } from '../../electron/contract/editing/views.ts';
import { editViewSource } from '../bridge.ts';
import type { Picture } from '../studio/use-shown.ts';
import type { Placement, Size } from '../studio/viewport.ts';
import type { Part } from './gl/preview.ts';

interface PartsQuestion {
  readonly picture: Picture;
  readonly toOriginal: Affine;
  /** Pixels of the picture per pixel of the original. */
  readonly resized: number;
  readonly placement: Placement;
  readonly port: Size;
}

/** What is at hand of the original: all of it, and full-size tiles where they would be seen. */
export function useParts(question: PartsQuestion): readonly Part[] {
  const { blob, facts } = question.picture;
  const [images, setImages] = useState<ReadonlyMap<string, HTMLImageElement>>(new Map());
  const whole = editViewSource(blob, null);
  const tiles = tilesOf(question);
  const wanted = [whole, ...tiles.map(({ source }) => source)];
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
  const all: Part = {
    image,
    left: 0,
    top: 0,
    width: facts.width,
    height: facts.height,
    pixels: image.naturalWidth,
  };
  return [
    all,
    ...tiles.flatMap(({ source, left, top }) => {
      const tile = images.get(source);
      if (tile === undefined) return [];
      const { naturalWidth: width, naturalHeight: height } = tile;
      return [{ image: tile, left, top, width, height, pixels: width }];
    }),
  ];
}

interface TilePlace {
  readonly source: string;
  readonly left: number;
  readonly top: number;
}

function tilesOf({
  picture,
  toOriginal,
  resized,
  placement,
  port,
}: PartsQuestion): readonly TilePlace[] {
  const { width, height } = picture.facts;
  const longest = Math.max(width, height);
  if (longest <= proxySide || longest * resized * placement.scale * devicePixelRatio <= proxySide) {
    return [];
  }
  const { left, top, scale } = placement;
  const toSource = compose(toOriginal, {
    a: 1 / scale,
    b: 0,
    c: 0,
    d: 1 / scale,
    e: -left / scale,
    f: -top / scale,
  });
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [u, v] of [
    [0, 0],
    [port.width, 0],
    [0, port.height],
    [port.width, port.height],
  ] as const) {
    xs.push(toSource.a * u + toSource.c * v + toSource.e);
    ys.push(toSource.b * u + toSource.d * v + toSource.f);
  }
  const columns = span(Math.min(...xs), Math.min(Math.max(...xs), width));
  const rows = span(Math.min(...ys), Math.min(Math.max(...ys), height));
  return rows.flatMap((row) =>
    columns.map((column) => ({
      source: editViewSource(picture.blob, { column, row }),
      left: column * editTileSide,
      top: row * editTileSide,
    })),
  );
}

function span(from: number, to: number): readonly number[] {
  const first = Math.floor(Math.max(from, 0) / editTileSide);
  const last = Math.ceil(to / editTileSide);
  return Array.from({ length: Math.max(last - first, 0) }, (_, index) => first + index);
}
