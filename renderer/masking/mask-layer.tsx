import './masking.css';
import { useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useTexts } from '../i18n/i18n.ts';
import type { Picture } from '../studio/use-shown.ts';
import type { Frame, Placement } from '../studio/viewport.ts';
import { MaskStatus } from './mask-status.tsx';
import { useMasks } from './mask-store.ts';
import { PullOutline } from './pull-outline.tsx';
import { useMaskPointer } from './use-mask-pointer.ts';
import { useSurface } from './use-surface.ts';

interface MaskLayerProps {
  readonly picture: Picture;
  readonly frame: Frame;
  readonly placement: Placement;
}

/** Paints what shall change: with the pointer, or with arrow keys, the space bar and Enter. */
export function MaskLayer({ picture, frame, placement }: MaskLayerProps) {
  const { t } = useTexts();
  const { image } = frame;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { surface, paint } = useSurface(canvas, picture);
  const { at, pull, handlers } = useMaskPointer({ surface, paint, image, placement });
  const { tool, brush } = useMasks(useShallow(({ tool, brush }) => ({ tool, brush })));
  const ring = brush.size * Math.max(image.width, image.height) * placement.scale;
  return (
    <div
      className={tool === 'brush' ? 'mask-layer' : 'mask-layer mask-layer--shapes'}
      role="application"
      aria-label={t('mask.label')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      {...handlers}
    >
      <canvas
        ref={canvas}
        width={surface.plane.width}
        height={surface.plane.height}
        style={{
          width: image.width,
          height: image.height,
          transform: `translate(${placement.left}px, ${placement.top}px) scale(${placement.scale})`,
        }}
      />
      {pull === null ? null : (
        <PullOutline tool={pull.tool} touches={pull.touches} placement={placement} />
      )}
      {at === null ? null : (
        <span
          className={tool === 'brush' ? 'mask-layer__brush' : 'mask-layer__cross'}
          style={{
            ...(tool === 'brush' && { width: ring, height: ring }),
            left: placement.left + at.x * placement.scale,
            top: placement.top + at.y * placement.scale,
          }}
        />
      )}
      <MaskStatus />
    </div>
  );
}
