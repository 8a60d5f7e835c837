import '../studio/floating.css';
import './masking.css';
import {
  Blend,
  Brush,
  CircleDashed,
  Contrast,
  Eraser,
  Lasso,
  Redo2,
  SquareDashed,
  Trash2,
  Undo2,
} from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { useTexts } from '../i18n/i18n.ts';
import type { MaskState, StepMode } from '../../electron/contract/masking/document.ts';
import { attempt } from '../stores/toasts.ts';
import { useStudio } from '../studio/store.ts';
import { IconButton } from '../ui/button.tsx';
import { MaskAdjust, type MaskAdjustProps } from './mask-adjust.tsx';
import { addStep, redoMask, takeTool, undoMask, useMasks } from './mask-store.ts';
import type { MaskTool } from './tools.ts';

const shapes = [
  { tool: 'rectangle', keys: 'M', icon: <SquareDashed /> },
  { tool: 'lasso', keys: 'L', icon: <Lasso /> },
  { tool: 'linear', keys: 'G', icon: <Blend /> },
  { tool: 'radial', keys: 'Shift+G', icon: <CircleDashed /> },
] as const;

const noSteps: MaskState = { steps: [], done: 0 };

/** The tools at the left of the canvas; shown while a mask is painted. */
export function MaskTools({ longest, made }: Pick<MaskAdjustProps, 'longest' | 'made'>) {
  const { t } = useTexts();
  const { tool, mode, state } = useMasks(
    useShallow(({ tool, mode, masks, painted }) => ({
      tool,
      mode,
      state: painted === null ? undefined : masks[painted],
    })),
  );
  const { done, steps } = state ?? noSteps;
  const paints = state !== undefined && tool === 'brush';
  return (
    <div
      className="floating mask-tools"
      role="toolbar"
      aria-orientation="vertical"
      aria-label={t('mask.tools')}
    >
      <IconButton
        side="right"
        label={t('command.mask-brush')}
        keys="B"
        icon={<Brush />}
        pressed={paints && mode === 'add'}
        onClick={() => {
          take('brush', 'add');
        }}
      />
      <IconButton
        side="right"
        label={t('mask.eraser')}
        keys="X"
        icon={<Eraser />}
        pressed={paints && mode === 'subtract'}
        onClick={() => {
          take('brush', 'subtract');
        }}
      />
      {shapes.map((shape) => (
        <IconButton
          key={shape.tool}
          side="right"
          label={t(`command.mask-${shape.tool}`)}
          keys={shape.keys}
          icon={shape.icon}
          pressed={state !== undefined && tool === shape.tool}
          onClick={() => {
            take(shape.tool);
          }}
        />
      ))}
      <span className="mask-tools__divide" />
      <MaskAdjust longest={longest} made={made} disabled={state === undefined} />
      <IconButton
        side="right"
        label={t('command.mask-invert')}
        keys="I"
        icon={<Contrast />}
        disabled={state === undefined}
        onClick={() => {
          attempt(() => addStep({ kind: 'invert' }));
        }}
      />
      <IconButton
        side="right"
        label={t('command.mask-clear')}
        keys="Delete"
        icon={<Trash2 />}
        disabled={done === 0}
        onClick={() => {
          attempt(() => addStep({ kind: 'fill', mode: 'subtract' }));
        }}
      />
      <span className="mask-tools__divide" />
      <IconButton
        side="right"
        label={t('command.edit-undo')}
        keys="Mod+Z"
        icon={<Undo2 />}
        disabled={done === 0}
        onClick={() => {
          attempt(undoMask);
        }}
      />
      <IconButton
        side="right"
        label={t('command.edit-redo')}
        keys="Mod+Shift+Z"
        icon={<Redo2 />}
        disabled={done === steps.length}
        onClick={() => {
          attempt(redoMask);
        }}
      />
    </div>
  );
}

/** Taking up a tool ends the comparison: one cannot paint on two images. */
function take(tool: MaskTool, mode?: StepMode): void {
  takeTool(tool, mode);
  useStudio.setState({ compare: false });
}
