import './field.css';
import { type ComponentProps, type CSSProperties, type ReactNode, useId } from 'react';

export function TextInput(props: ComponentProps<'input'>) {
  return <input {...props} className="input" />;
}

export function TextArea(props: ComponentProps<'textarea'>) {
  return <textarea {...props} className="input" />;
}

export function Select(props: ComponentProps<'select'>) {
  return <select {...props} className="input" />;
}

interface RangeProps {
  readonly id?: string;
  readonly label?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly valueText?: string;
  readonly onChange: (value: number) => void;
}

export function Range({ value, min, max, label, valueText, onChange, ...rest }: RangeProps) {
  const filled = { '--filled': `${((value - min) / (max - min)) * 100}%` } as CSSProperties;
  return (
    <input
      {...rest}
      type="range"
      className="range"
      style={filled}
      aria-label={label}
      aria-valuetext={valueText}
      min={min}
      max={max}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.valueAsNumber);
      }}
    />
  );
}

interface SwitchProps {
  readonly label: ReactNode;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A choice that takes effect at once. */
export function Switch({ label, hint, checked, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <span className="switch-row__text">
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <span id={`${id}-hint`} className="switch-row__hint">
            {hint}
          </span>
        )}
      </span>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
    </div>
  );
}
