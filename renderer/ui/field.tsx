import './field.css';
import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Shown at the right end of the label's line: a value, a unit. */
  readonly aside?: ReactNode;
  readonly children: (id: string) => ReactNode;
}

/** A label above its control, with a hint below. */
export function Field({ label, hint, aside, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <div className="field__head">
        <label htmlFor={id}>{label}</label>
        {aside === undefined ? null : <span className="field__aside">{aside}</span>}
      </div>
      {children(id)}
      {hint === undefined ? null : <p className="field__hint">{hint}</p>}
    </div>
  );
}
