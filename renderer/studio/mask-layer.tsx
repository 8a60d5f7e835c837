import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { type Mask, addPoint, drawMask, maskScale, maskSize } from './mask-strokes.ts';
import { setMask, useStudio } from './store.ts';
import type { Picture } from './use-shown.ts';
import { type Frame, type Placement, type Point, toImage } from './viewport.ts';

interface MaskLayerProps {
  readonly picture: Picture;
  readonly frame: Frame;
  readonly placement: Placement;
}

const nothing: Mask = [];

/** Paints what shall change: with the pointer, or with arrow keys and the space bar. */
export function MaskLayer({ picture, frame, placement }: MaskLayerProps) {
  const { t } = useTexts();
  const mask = useStudio((state) => state.masks[picture.id] ?? nothing);
  const brush = useStudio((state) => state.brush);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painting = useRef(false);
  const [at, setAt] = useState<Point | null>(null);
  const { image } = frame;
  const size = brush.size * Math.max(image.width, image.height);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const colour = getComputedStyle(context.canvas).color;
    drawMask(context, mask, { scale: maskScale(image), colour });
  }, [mask, image]);

  const begin = (point: Point): void => {
    setMask(picture.id, (before) => [
      ...before,
      { kind: 'stroke', tool: brush.tool, size, points: [point] },
    ]);
  };
  const pointOf = (event: PointerEvent<HTMLElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return toImage(placement, { x: event.clientX - box.left, y: event.clientY - box.top });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const here = at ?? { x: image.width / 2, y: image.height / 2 };
    const by = Math.max(size / 4, 1);
    if (event.key === ' ' || event.key === 'Enter') begin(here);
    else if (event.key === 'ArrowLeft') setAt({ ...here, x: Math.max(here.x - by, 0) });
    else if (event.key === 'ArrowRight') setAt({ ...here, x: Math.min(here.x + by, image.width) });
    else if (event.key === 'ArrowUp') setAt({ ...here, y: Math.max(here.y - by, 0) });
    else if (event.key === 'ArrowDown') setAt({ ...here, y: Math.min(here.y + by, image.height) });
    else return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const drawn = maskSize(image);
  const onScreen = size * placement.scale;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="mask-layer"
      role="application"
      aria-label={t('mask.label')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        // The middle button moves the picture, as everywhere.
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        painting.current = true;
        begin(pointOf(event));
      }}
      onPointerMove={(event) => {
        const point = pointOf(event);
        setAt(point);
        if (painting.current) setMask(picture.id, (before) => addPoint(before, point));
      }}
      onPointerUp={() => {
        painting.current = false;
      }}
      onPointerLeave={() => {
        setAt(null);
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
      }}
    >
      <canvas
        ref={canvas}
        width={drawn.width}
        height={drawn.height}
        style={{
          color: 'var(--mask)',
          width: image.width,
          height: image.height,
          transform: `translate(${placement.left}px, ${placement.top}px) scale(${placement.scale})`,
        }}
      />
      {at === null ? null : (
        <span
          className="mask-layer__brush"
          style={{
            width: onScreen,
            height: onScreen,
            left: placement.left + at.x * placement.scale - onScreen / 2,
            top: placement.top + at.y * placement.scale - onScreen / 2,
          }}
        />
      )}
    </div>
  );
}
