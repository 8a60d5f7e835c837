import './canvas.css';
import { useRef } from 'react';
import { operations } from '../../electron/contract/operations.ts';
import { eventSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { MaskLayer } from '../masking/mask-layer.tsx';
import { FrameLayer } from '../outpaint/frame-layer.tsx';
import { frameOf } from '../outpaint/sides.ts';
import { isBusy, jobsOfAsset } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';
import { CompareHandle } from './compare-handle.tsx';
import { ImageLayer } from './image-layer.tsx';
import { useStudio } from './store.ts';
import { useCanvasGestures } from './use-canvas-gestures.ts';
import { type Picture, useShown } from './use-shown.ts';
import { type Frame, type Placement, type Size, place } from './viewport.ts';

/** The image in the middle: zoom, pan, comparison, mask, and partial results as they arrive. */
export function Canvas() {
  const { t } = useTexts();
  const ref = useRef<HTMLDivElement>(null);
  const { asset, picture, before, version } = useShown();
  const studio = useStudio();
  const { view, port, compare, divide, operation } = studio;
  const partial = usePartialImage();

  const frame: Frame | null = picture && frameOf(studio, picture.facts);
  const gestures = useCanvasGestures(ref, frame);
  const placement = frame && place(view, frame);
  const compares = compare && before !== null && partial === null;
  const paints = operations[operation].mask === 'required' && partial === null && !compares;
  const grows = operation === 'outpaint' && !compares;

  return (
    // The canvas is a widget of its own: it takes the focus so that arrow keys can move the image.
    <div
      ref={ref}
      className="canvas"
      role="application"
      aria-label={t('canvas.label', { name: asset?.name ?? '' })}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      {...gestures}
    >
      {picture && placement ? (
        <>
          <div
            className={
              picture.facts.hasAlpha ? 'canvas__sheet canvas__sheet--clear' : 'canvas__sheet'
            }
            style={{
              left: placement.left,
              top: placement.top,
              width: picture.facts.width * placement.scale,
              height: picture.facts.height * placement.scale,
            }}
          />
          <ImageLayer
            key={picture.blob}
            picture={picture}
            name={asset?.name ?? ''}
            placement={placement}
            port={port}
          />
          {compares ? (
            <>
              <div
                className="canvas__before"
                style={{ clipPath: clipLeftOf(placement, picture, divide) }}
              >
                <div
                  className={
                    before.facts.hasAlpha
                      ? 'canvas__sheet canvas__sheet--clear'
                      : 'canvas__sheet canvas__sheet--plain'
                  }
                  style={{
                    left: placement.left,
                    top: placement.top,
                    width: picture.facts.width * placement.scale,
                    height: picture.facts.height * placement.scale,
                  }}
                />
                <ImageLayer
                  key={before.blob}
                  picture={before}
                  name={t('canvas.before')}
                  placement={ownScale(placement, picture, before)}
                  port={port}
                />
              </div>
              <CompareHandle
                x={placement.left + picture.facts.width * placement.scale * divide}
                width={picture.facts.width * placement.scale}
              />
            </>
          ) : null}
          {partial === null ? null : (
            <img
              className="canvas__partial"
              src={partial}
              alt={t('canvas.partial')}
              style={{
                left: placement.left,
                top: placement.top,
                width: picture.facts.width * placement.scale,
                height: picture.facts.height * placement.scale,
              }}
            />
          )}
          {paints && frame ? (
            <MaskLayer key={picture.id} picture={picture} frame={frame} placement={placement} />
          ) : null}
          {grows ? <FrameLayer image={picture.facts} placement={placement} /> : null}
        </>
      ) : null}
      {picture && placement && version?.madeBy?.receipt.simulated === true ? (
        <span className="canvas__simulated" style={cornerOf(placement, picture, port)}>
          {t('simulated.badge')}
        </span>
      ) : null}
    </div>
  );
}

/** The newest partial image of what runs for the asset in the canvas. */
function usePartialImage(): string | null {
  const { asset } = useShown();
  const url = useJobs((board) => {
    const running = jobsOfAsset(board, asset?.id ?? null).find(isBusy);
    return running ? (board.live[running.id]?.partial ?? null) : null;
  });
  return url === null ? null : eventSource(url);
}

/** The picture's lower right corner, as far as it is in sight. */
function cornerOf(
  placement: Placement,
  { facts }: Picture,
  port: Size,
): { right: number; bottom: number } {
  return {
    right: Math.max(port.width - placement.left - facts.width * placement.scale, 0) + 12,
    bottom: Math.max(port.height - placement.top - facts.height * placement.scale, 0) + 12,
  };
}

function clipLeftOf(placement: Placement, picture: Picture, divide: number): string {
  const edge = placement.left + picture.facts.width * placement.scale * divide;
  return `polygon(0 0, ${edge}px 0, ${edge}px 100%, 0 100%)`;
}

/** Lays a picture of another size over the shown one. */
function ownScale(placement: Placement, shown: Picture, other: Picture): Placement {
  return { ...placement, scale: (placement.scale * shown.facts.width) / other.facts.width };
}
