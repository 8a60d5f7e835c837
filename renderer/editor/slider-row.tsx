import { type CSSProperties, type KeyboardEvent, useId } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { type Control, neutralOf, numberAt } from './controls.ts';
import { commit, holdNumber, resetNumber, useEditor } from './edit-store.ts';

/** A number of the edit. A double click, or Delete, puts it back. */
export function SliderRow({ control }: { readonly control: Control }) {
  const { name, path, min, max, step } = control;
  const { t, format } = useTexts();
  const id = useId();
  const value = useEditor(({ document }) => numberAt(document, path));
  const neutral = neutralOf(path);
  const share = (at: number): number => ((at - min) / (max - min)) * 100;
  const [low, high] = [share(Math.min(value, neutral)), share(Math.max(value, neutral))];
  const text = `${value > 0 && min < 0 ? '+' : ''}${format.number(Math.round(value * 100) / 100)}`;
  const reset = (): void => {
    attempt(() => resetNumber(path));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    reset();
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
          holdNumber(path, event.currentTarget.valueAsNumber);
        }}
        onPointerUp={() => {
          attempt(() => commit());
        }}
        onKeyUp={() => {
          attempt(() => commit(true));
        }}
        onBlur={() => {
          attempt(() => commit());
        }}
        onKeyDown={onKeyDown}
        onDoubleClick={reset}
      />
    </div>
  );
}
