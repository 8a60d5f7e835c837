import {
  Copy,
  Download,
  FolderOpen,
  GripVertical,
  Maximize,
  Minus,
  Plus,
  SlidersHorizontal,
  SquareSplitHorizontal,
} from 'lucide-react';
import { call } from '../bridge.ts';
import { toggleEditor, useEditor } from '../editor/edit-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { frameOf } from '../outpaint/sides.ts';
import { showOverlay } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { IconButton } from '../ui/button.tsx';
import { copyShown, shownVersionIds, showInFolder } from './result-actions.ts';
import { toggleCompare, useStudio } from './store.ts';
import { useShown } from './use-shown.ts';
import { place } from './viewport.ts';
import { zoomByStep, zoomToFit, zoomToPixels } from './zoom.ts';

/** What the canvas shows, how large, and what can be done with it. */
export function CanvasBar() {
  const { t, format } = useTexts();
  const { asset, picture, version, before } = useShown();
  const studio = useStudio();
  const { view, port, compare } = studio;
  const editing = useEditor((state) => state.isOpen);
  if (!asset || !picture) return <header className="canvas-bar" />;
  const image = picture.facts;
  const { scale } = place(view, editing ? { image, port } : frameOf(studio, image));
  const { width, height, bytes } = image;
  return (
    <header className="canvas-bar">
      <div className="canvas-bar__title">
        <h1 className="clip">{asset.name}</h1>
        <p className="clip">
          {version?.madeBy ? `${t(`operation.${version.madeBy.operation}.title`)} · ` : ''}
          {version?.edited ? `${t('editor.made')} · ` : ''}
          {t('canvas.size', { width: format.number(width), height: format.number(height) })} ·{' '}
          {format.bytes(bytes)}
        </p>
      </div>
      <div className="canvas-bar__group">
        <IconButton
          label={t('command.zoom-out')}
          keys="-"
          icon={<Minus />}
          onClick={() => {
            zoomByStep(-1);
          }}
        />
        <button
          type="button"
          className="canvas-bar__zoom"
          aria-label={t('canvas.zoom', { percent: format.percent(scale * devicePixelRatio) })}
          onClick={zoomToPixels}
        >
          {format.percent(scale * devicePixelRatio)}
        </button>
        <IconButton
          label={t('command.zoom-in')}
          keys="+"
          icon={<Plus />}
          onClick={() => {
            zoomByStep(1);
          }}
        />
        <IconButton
          label={t('command.zoom-fit')}
          keys="0"
          icon={<Maximize />}
          onClick={zoomToFit}
        />
      </div>
      <div className="canvas-bar__group">
        <IconButton
          label={t('command.edit-image')}
          keys="E"
          pressed={editing}
          icon={<SlidersHorizontal />}
          onClick={toggleEditor}
        />
        <IconButton
          label={before ? t('command.toggle-compare') : t('canvas.nothingToCompare')}
          keys="C"
          pressed={compare && before !== null}
          aria-disabled={before === null}
          icon={<SquareSplitHorizontal />}
          onClick={toggleCompare}
        />
      </div>
      <div className="canvas-bar__group">
        <IconButton
          label={t('command.copy')}
          keys="Mod+Shift+C"
          icon={<Copy />}
          onClick={() => {
            attempt(() => copyShown(t('toast.copied')));
          }}
        />
        <IconButton
          label={t('command.show-in-folder')}
          icon={<FolderOpen />}
          onClick={() => {
            attempt(showInFolder);
          }}
        />
        <IconButton
          label={t('command.save-as')}
          keys="Mod+S"
          icon={<Download />}
          onClick={() => {
            showOverlay('save-as');
          }}
        />
        <IconButton
          label={t('canvas.dragOut')}
          className="drag-handle"
          icon={<GripVertical />}
          draggable
          onDragStart={(event) => {
            // The system's own drag, with the true file, takes over.
            event.preventDefault();
            attempt(() => call('versions.start-drag', shownVersionIds()));
          }}
          onClick={() => {
            attempt(showInFolder);
          }}
        />
      </div>
    </header>
  );
}
