import './edit-canvas.css';
import { useEffect, useRef } from 'react';
import { unedited } from '../../electron/contract/editing/document.ts';
import { framingOf } from '../../electron/contract/editing/geometry.ts';
import { workingSpaceOf } from '../../electron/contract/editing/working-space.ts';
import { useTexts } from '../i18n/i18n.ts';
import { isTyping } from '../keyboard.ts';
import { useStudio } from '../studio/store.ts';
import { useCanvasGestures } from '../studio/use-canvas-gestures.ts';
import type { Picture } from '../studio/use-shown.ts';
import { place } from '../studio/viewport.ts';
import { CropOverlay } from './crop-overlay.tsx';
import { useEditor } from './edit-store.ts';
import { useNamed } from './use-named.ts';
import { useParts } from './use-parts.ts';
import { usePreview } from './use-preview.ts';

interface EditCanvasProps {
  readonly picture: Picture;
  readonly name: string;
}

/** The edited picture: zoom, pan, a look at the original while a key is held, the crop. */
export function EditCanvas({ picture, name }: EditCanvasProps) {
  const { t } = useTexts();
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { view, port } = useStudio();
  const { document, comparing, cropping, state } = useEditor();
  const { facts } = picture;
  const original = { width: facts.width, height: facts.height };

  // While it is cropped, all of the picture is in sight.
  const geometry = cropping ? { ...document.geometry, crop: null } : document.geometry;
  const resize = cropping ? unedited.resize : document.resize;
  const edited = { ...(comparing ? unedited : document), geometry, resize };
  const framing = framingOf(edited, original);
  const frame = { image: framing.size, port };
  const placement = place(cropping ? { mode: 'fit' } : view, frame);
  const gestures = useCanvasGestures(area, cropping ? null : frame);
  const parts = useParts({
    picture,
    toOriginal: framing.toOriginal,
    resized: framing.scale,
    placement,
    port,
  });
  const ready = parts.length > 0 && state?.versionId === picture.id;
  const space = workingSpaceOf(facts.colorProfile);
  const scale = placement.scale * devicePixelRatio;
  const named = useNamed({ document: edited, size: framing.size, scale, space });
  useCompareKey();
  usePreview(canvas, {
    shown: ready ? { document: edited, original, parts, placed: placement, ...named } : null,
    port,
    space,
  });

  const box = {
    left: placement.left,
    top: placement.top,
    width: framing.size.width * placement.scale,
    height: framing.size.height * placement.scale,
  };
  return (
    // A widget of its own, like the canvas of the studio.
    <div
      ref={area}
      className="canvas"
      role="application"
      aria-label={t('editor.canvas', { name })}
      aria-busy={!ready}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      {...gestures}
    >
      <div
        className={facts.hasAlpha ? 'canvas__sheet canvas__sheet--clear' : 'canvas__sheet'}
        style={box}
      />
      <canvas ref={canvas} className="edit-canvas" aria-hidden />
      {cropping ? <CropOverlay box={box} picture={framing.size} /> : null}
      {comparing ? <span className="edit-canvas__before">{t('editor.before')}</span> : null}
    </div>
  );
}

/** The original is seen while the key is held, wherever the focus is. */
function useCompareKey(): void {
  useEffect(() => {
    const compare = (event: KeyboardEvent): void => {
      if (event.key !== '\\' || isTyping(event.target)) return;
      useEditor.setState({ comparing: event.type === 'keydown' });
    };
    window.addEventListener('keydown', compare);
    window.addEventListener('keyup', compare);
    return () => {
      window.removeEventListener('keydown', compare);
      window.removeEventListener('keyup', compare);
    };
  }, []);
}
