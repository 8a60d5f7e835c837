import { framingOf } from '../../electron/contract/editing/geometry.ts';
import { useEditor } from '../editor/edit-store.ts';
import { frameOf } from '../outpaint/sides.ts';
import { useAssets } from '../stores/assets.ts';
import { setView, useStudio } from './store.ts';
import { type Frame, type View, fitView, zoomAt, zoomTo } from './viewport.ts';

const zoomStep = 1.25;

export function zoomByStep(direction: 1 | -1): void {
  change((view, frame) => zoomAt(view, frame, { factor: zoomStep ** direction }));
}

/** One image pixel on one pixel of the screen. */
export function zoomToPixels(): void {
  change((view, frame) => zoomTo(view, frame, { scale: 1 / devicePixelRatio }));
}

export function zoomToFit(): void {
  useStudio.setState({ view: fitView });
}

function change(next: (view: View, frame: Frame) => View): void {
  const frame = shownFrame();
  if (frame) setView((view) => next(view, frame));
}

function shownFrame(): Frame | null {
  const { selection, byId, details } = useAssets.getState();
  if (selection.focus === null) return null;
  const shown = useStudio.getState().shown[selection.focus];
  const version = details[selection.focus]?.versions.find((other) => other.id === shown);
  const facts = (version ?? byId[selection.focus]?.latest)?.facts ?? null;
  if (facts === null) return null;
  const { isOpen, document } = useEditor.getState();
  const studio = useStudio.getState();
  return isOpen
    ? { image: framingOf(document, facts).size, port: studio.port }
    : frameOf(studio, facts);
}
