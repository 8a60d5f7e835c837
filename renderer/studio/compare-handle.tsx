import { ChevronsLeftRight } from 'lucide-react';
import { useRef } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { useStudio } from './store.ts';

interface CompareHandleProps {
  /** Where the division lies, in canvas pixels. */
  readonly x: number;
  /** How wide the picture is drawn, in canvas pixels. */
  readonly width: number;
}

/** Divides the canvas between before and after: drag it, or use the arrow keys. */
export function CompareHandle({ x, width }: CompareHandleProps) {
  const { t, format } = useTexts();
  const divide = useStudio((state) => state.divide);
  const held = useRef(false);
  return (
    <div
      className="compare"
      style={{ left: x }}
      role="slider"
      tabIndex={0}
      aria-label={t('canvas.compare')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(divide * 100)}
      aria-valuetext={t('canvas.compareAt', { before: format.percent(divide) })}
      onPointerDown={(event) => {
        event.stopPropagation();
        held.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (held.current) divideBy(event.movementX / width);
      }}
      onPointerUp={() => {
        held.current = false;
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        useStudio.setState({ divide: 0.5 });
      }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowLeft' ? -0.02 : event.key === 'ArrowRight' ? 0.02 : null;
        if (by === null) return;
        event.preventDefault();
        event.stopPropagation();
        divideBy(event.shiftKey ? by * 5 : by);
      }}
    >
      <span className="compare__label compare__label--before">{t('canvas.before')}</span>
      <span className="compare__grip" aria-hidden>
        <ChevronsLeftRight size={16} />
      </span>
      <span className="compare__label compare__label--after">{t('canvas.after')}</span>
    </div>
  );
}

function divideBy(change: number): void {
  useStudio.setState(({ divide }) => ({ divide: Math.min(Math.max(divide + change, 0), 1) }));
}
