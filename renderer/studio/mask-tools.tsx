import './floating.css';
import { Brush, Contrast, Eraser, Trash2, Undo2 } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { operations } from '../../electron/contract/operations.ts';
import { useTexts } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { Range } from '../ui/inputs.tsx';
import { setMask, useStudio } from './store.ts';
import { useShown } from './use-shown.ts';

/** Brush, eraser, size; shown while the operation takes a mask. */
export function MaskTools() {
  const { t, format } = useTexts();
  const { picture, before } = useShown();
  const { operation, brush, masks, compare } = useStudio(
    useShallow(({ operation, brush, masks, compare }) => ({ operation, brush, masks, compare })),
  );
  if (!picture || operations[operation].mask !== 'required') return null;
  const { id } = picture;
  const comparing = compare && before !== null;
  // Taking up a tool ends the comparison: one cannot paint on two images.
  const take = (tool: 'brush' | 'eraser') => () => {
    useStudio.setState({ brush: { ...brush, tool }, compare: false });
  };
  const painted = (masks[id] ?? []).length > 0;
  return (
    <div className="floating floating--top" role="toolbar" aria-label={t('mask.tools')}>
      <IconButton
        label={t('mask.brush')}
        icon={<Brush />}
        pressed={brush.tool === 'brush' && !comparing}
        onClick={take('brush')}
      />
      <IconButton
        label={t('mask.eraser')}
        icon={<Eraser />}
        pressed={brush.tool === 'eraser' && !comparing}
        onClick={take('eraser')}
      />
      <div className="floating__range">
        <Range
          label={t('mask.size')}
          valueText={format.percent(brush.size)}
          value={brush.size}
          min={0.005}
          max={0.25}
          step={0.005}
          onChange={(size) => {
            useStudio.setState({ brush: { ...brush, size } });
          }}
        />
      </div>
      <span className="floating__divide" />
      <IconButton
        label={t('mask.undo')}
        icon={<Undo2 />}
        disabled={!painted}
        onClick={() => {
          setMask(id, (mask) => mask.slice(0, -1));
        }}
      />
      <IconButton
        label={t('mask.invert')}
        icon={<Contrast />}
        onClick={() => {
          setMask(id, (mask) => [...mask, { kind: 'invert' }]);
        }}
      />
      <IconButton
        label={t('mask.clear')}
        icon={<Trash2 />}
        disabled={!painted}
        onClick={() => {
          setMask(id, () => []);
        }}
      />
    </div>
  );
}
