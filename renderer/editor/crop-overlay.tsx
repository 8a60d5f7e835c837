import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { ImageSize } from '../../electron/contract/editing/image-size.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { type Corner, type Crop, corners, kept, moved, pulled, wholeCrop } from './crop.ts';
import { commit, hold, useEditor } from './edit-store.ts';

interface CropOverlayProps {
  /** Where the uncropped picture lies, in CSS pixels. */
  readonly box: { readonly left: number; readonly top: number } & ImageSize;
  /** Of the uncropped picture, in pixels. */
  readonly picture: ImageSize;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const step = 0.01;

/** What stays of the picture. The mouse moves it or pulls a corner; so do the arrow keys. */
export function CropOverlay({ box, picture }: CropOverlayProps) {
  const { t } = useTexts();
  const crop = useEditor((state) => state.document.geometry.crop) ?? wholeCrop;
  const ratio = useEditor((state) => state.ratio);
  const share = ratio === null ? null : (ratio * picture.height) / picture.width;
  const held = useRef<{ readonly corner: Corner | null; x: number; y: number } | null>(null);

  const grab = (corner: Corner | null) => (event: PointerEvent) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { corner, x: event.clientX, y: event.clientY };
  };
  const drag = (event: PointerEvent): void => {
    const from = held.current;
    if (from === null) return;
    event.stopPropagation();
    const [dx, dy] = [(event.clientX - from.x) / box.width, (event.clientY - from.y) / box.height];
    from.x = event.clientX;
    from.y = event.clientY;
    show(from.corner === null ? moved(crop, dx, dy) : pullBy(from.corner, dx, dy));
  };
  const release = (): void => {
    if (held.current === null) return;
    held.current = null;
    attempt(() => commit());
  };
  const pullBy = (corner: Corner, dx: number, dy: number): Crop =>
    pulled(crop, {
      corner,
      x: (corner.endsWith('left') ? crop.x : crop.x + crop.width) + dx,
      y: (corner.startsWith('top') ? crop.y : crop.y + crop.height) + dy,
      share,
    });
  const onKey = (corner: Corner | null) => (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (arrow === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? 5 * step : step;
    const [dx, dy] = [arrow[0] * size, arrow[1] * size];
    show(corner === null ? moved(crop, dx, dy) : pullBy(corner, dx, dy));
    attempt(() => commit(true));
  };

  return (
    // Like the canvas, it is a widget of its own.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="crop"
      role="group"
      aria-label={t('editor.crop.area')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      style={{
        left: box.left + crop.x * box.width,
        top: box.top + crop.y * box.height,
        width: crop.width * box.width,
        height: crop.height * box.height,
      }}
      onPointerDown={grab(null)}
      onPointerMove={drag}
      onPointerUp={release}
      onKeyDown={onKey(null)}
    >
      {corners.map((corner) => (
        <button
          key={corner}
          type="button"
          className={`crop__corner crop__corner--${corner}`}
          aria-label={t(`editor.crop.${corner}`)}
          onPointerDown={grab(corner)}
          onPointerMove={drag}
          onPointerUp={release}
          onKeyDown={onKey(corner)}
        />
      ))}
    </div>
  );
}

function show(crop: Crop): void {
  const { document } = useEditor.getState();
  hold({ ...document, geometry: { ...document.geometry, crop: kept(crop) } });
}
