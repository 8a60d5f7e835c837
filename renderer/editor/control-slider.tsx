import { type CSSProperties, type KeyboardEvent, useId } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { type Control, neutralOf } from './controls.ts';

interface ControlSliderProps {
  readonly control: Control;
  readonly value: number;
  /** While it moves. */
  readonly onMove: (value: number) => void;
  /** It was let go; `byKey`: the next key may go on with the same change. */
  readonly onEnd?: (byKey: boolean) => void;
  readonly onReset: () => void;
}

/** A number of a document. A double click, or Delete, puts it back. */
export function ControlSlider({ control, value, onMove, onEnd, onReset }: ControlSliderProps) {
  const { name, path, min, max, step } = control;
  const { t, format } = useTexts();
  const id = useId();
  const neutral = neutralOf(path);
  const share = (at: number): number => ((at - min) / (max - min)) * 100;
  const [low, high] = [share(Math.min(value, neutral)), share(Math.max(value, neutral))];
  const text = `${value > 0 && min < 0 ? '+' : ''}${format.number(Math.round(value * 100) / 100)}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    onReset();
  };
  return (
    <div className="slider-row">
      <label htmlFor={id}>{t(`editor.control.${name}`)}</label>
      <output htmlFor={id} className={value === neutral ? '' : 'slider-row__changed'}>
        {text}
      </output>
      <input
        id={id}
        type="range"
        className="range slider-row__range"
        style={{ '--low': `${low}%`, '--high': `${high}%` } as CSSProperties}
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={(event) => {
          onMove(event.currentTarget.valueAsNumber);
        }}
        onPointerUp={() => onEnd?.(false)}
        onKeyUp={() => onEnd?.(true)}
        onBlur={() => onEnd?.(false)}
        onKeyDown={onKeyDown}
        onDoubleClick={onReset}
      />
    </div>
  );
}
