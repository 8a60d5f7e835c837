import './frame-layer.css';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { useStudio } from '../studio/store.ts';
import type { Placement, Point, Size } from '../studio/viewport.ts';
import {
  type Handle,
  type Side,
  type Sides,
  frameSize,
  handleNames,
  handles,
  pulled,
  sides,
} from './frame.ts';
import { mostPixels, setSides, useSides } from './sides.ts';

interface FrameLayerProps {
  readonly image: Size;
  readonly placement: Placement;
}

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const step = 10;
const longStep = 100;

/** The frame to grow to: its edges and corners are pulled by the mouse or by arrow keys. */
export function FrameLayer({ image, placement }: FrameLayerProps) {
  const { t, format } = useTexts();
  const frame = useSides();
  const start = useRef<{ readonly x: number; readonly y: number; readonly sides: Sides } | null>(
    null,
  );
  const { scale } = placement;
  const size = frameSize(image, frame);

  const drag = (handle: Handle) => (event: PointerEvent) => {
    const from = start.current;
    if (from === null) return;
    event.stopPropagation();
    const by = { x: (event.clientX - from.x) / scale, y: (event.clientY - from.y) / scale };
    setSides(pulled(from.sides, { handle, by, alike: event.altKey, most: mostPixels }));
  };
  const letGo = (): void => {
    start.current = null;
    useStudio.setState({ heldSides: null });
  };
  const onKeyDown = (handle: Handle) => (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (arrow === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.shiftKey ? longStep : step;
    const by = { x: arrow.x * pixels, y: arrow.y * pixels };
    setSides(pulled(frame, { handle, by, alike: event.altKey, most: mostPixels }));
  };
  const namePart = (side: Side): string =>
    t('outpaint.part', { side: t(`outpaint.side.${side}`), pixels: frame[side] });

  return (
    <div
      className="grow"
      role="group"
      aria-label={t('outpaint.frame', { width: size.width, height: size.height })}
      style={{
        left: placement.left - frame.left * scale,
        top: placement.top - frame.up * scale,
        width: size.width * scale,
        height: size.height * scale,
      }}
    >
      <NewArea image={image} frame={frame} scale={scale} />
      {sides
        .filter((side) => frame[side] > 0)
        .map((side) => (
          <span key={side} className={`grow__pixels grow__pixels--${side}`} aria-hidden>
            {t('outpaint.plus', { pixels: format.number(frame[side]) })}
          </span>
        ))}
      {handleNames.map((handle) => (
        <button
          key={handle}
          type="button"
          className={`grow__handle grow__handle--${handle}`}
          aria-label={`${t(`outpaint.handle.${handle}`)}: ${handles[handle].map(namePart).join(', ')}`}
          title={t('outpaint.hint')}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.stopPropagation();
            event.currentTarget.setPointerCapture(event.pointerId);
            start.current = { x: event.clientX, y: event.clientY, sides: frame };
            useStudio.setState({ heldSides: frame });
          }}
          onPointerMove={drag(handle)}
          onPointerUp={letGo}
          onPointerCancel={letGo}
          onDoubleClick={(event) => {
            event.stopPropagation();
          }}
          onKeyDown={onKeyDown(handle)}
        />
      ))}
    </div>
  );
}

interface NewAreaProps {
  readonly image: Size;
  readonly frame: Sides;
  readonly scale: number;
}

/** What is to be drawn: the frame without the image. */
function NewArea({ image, frame, scale }: NewAreaProps) {
  const { left, up } = frame;
  const [x, y] = [left * scale, up * scale];
  const [right, bottom] = [x + image.width * scale, y + image.height * scale];
  return (
    <div
      className="grow__area"
      style={{
        // The frame's outline, then the image's the other way round: a hole.
        clipPath: `polygon(evenodd, 0 0, 100% 0, 100% 100%, 0 100%, 0 0, ${x}px ${y}px, ${right}px ${y}px, ${right}px ${bottom}px, ${x}px ${bottom}px, ${x}px ${y}px)`,
      }}
    />
  );
}
