import './text-field.css';
import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useId, useState } from 'react';
import { IconButton } from './button.tsx';
import { TextInput } from './inputs.tsx';

type TextFieldProps = Omit<ComponentProps<'input'>, 'id'> & {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it, in words that say what to do. */
  readonly error?: string | undefined;
  /** A password: the name of the button that shows it. */
  readonly reveal?: string;
};

/** A line of text with its label above and what is wrong with it below. */
export function TextField({ label, hint, error, reveal, type, ...rest }: TextFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const told = error ?? hint;
  return (
    <div className="field text-field">
      <div className="field__head">
        <label htmlFor={id}>{label}</label>
      </div>
      <div className="text-field__line">
        <TextInput
          {...rest}
          id={id}
          type={shown ? 'text' : type}
          spellCheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={told === undefined ? undefined : `${id}-told`}
        />
        {reveal === undefined ? null : (
          <IconButton
            className="text-field__reveal"
            label={reveal}
            pressed={shown}
            icon={shown ? <EyeOff /> : <Eye />}
            onClick={() => {
              setShown(!shown);
            }}
          />
        )}
      </div>
      {told === undefined ? null : (
        <p
          id={`${id}-told`}
          className={error === undefined ? 'field__hint' : 'text-field__error'}
          role={error === undefined ? undefined : 'alert'}
        >
          {error === undefined ? null : <CircleAlert aria-hidden />}
          <span>{told}</span>
        </p>
      )}
    </div>
  );
}
