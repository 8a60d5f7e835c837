import { useState } from 'react';
import { previewSizes, tileSide } from '../../electron/contract/images.ts';
import { previewSource, tileSource } from '../bridge.ts';
import type { Picture } from './use-shown.ts';
import { type Placement, type Size, visibleTiles } from './viewport.ts';

interface ImageLayerProps {
  readonly picture: Picture;
  readonly name: string;
  /** Where the picture's own pixels lie in the canvas. */
  readonly placement: Placement;
  readonly port: Size;
}

/** A picture at any scale: the smallest preview that is sharp, and true pixels when zoomed in. */
export function ImageLayer({ picture, name, placement, port }: ImageLayerProps) {
  const { blob, facts } = picture;
  const [loaded, setLoaded] = useState<ReadonlySet<string>>(new Set());
  const markLoaded = (source: string): void => {
    setLoaded((before) => new Set(before).add(source));
  };

  const devicePixels = Math.max(facts.width, facts.height) * placement.scale * devicePixelRatio;
  const largest = previewSizes.at(-1) ?? 0;
  const wanted = previewSizes.find((size) => size >= devicePixels) ?? largest;
  const previews = previewSizes
    .filter((size) => size <= wanted)
    .map((size) => ({ size, source: previewSource(blob, size) }));
  // Only one preview is seen at a time: laid over one another they would harden soft edges.
  const seen = previews.findLast(({ source }) => loaded.has(source)) ?? previews[0];

  const needsTiles = devicePixels > largest && Math.max(facts.width, facts.height) > largest;
  const tiles = needsTiles
    ? visibleTiles(placement, { image: facts, port }, tileSide).map(({ column, row }) => ({
        column,
        row,
        source: tileSource(blob, column, row),
      }))
    : [];
  const tilesCover = tiles.length > 0 && tiles.every(({ source }) => loaded.has(source));

  return (
    <div
      className={
        placement.scale * devicePixelRatio >= 3 ? 'image-layer image-layer--pixels' : 'image-layer'
      }
      style={{
        width: facts.width,
        height: facts.height,
        transform: `translate(${placement.left}px, ${placement.top}px) scale(${placement.scale})`,
      }}
    >
      {previews.map(({ size, source }) => (
        <img
          key={source}
          className="image-layer__preview"
          data-size={size}
          src={source}
          alt={source === seen?.source ? name : ''}
          draggable={false}
          style={{
            visibility:
              source === seen?.source && !(facts.hasAlpha && tilesCover) ? 'visible' : 'hidden',
          }}
          onLoad={() => {
            markLoaded(source);
          }}
        />
      ))}
      {tiles.map(({ column, row, source }) => (
        <img
          key={source}
          className="image-layer__tile"
          src={source}
          alt=""
          draggable={false}
          style={{
            left: column * tileSide,
            top: row * tileSide,
            width: Math.min(tileSide, facts.width - column * tileSide),
            height: Math.min(tileSide, facts.height - row * tileSide),
          }}
          onLoad={() => {
            markLoaded(source);
          }}
        />
      ))}
    </div>
  );
}
