import { type FormEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import type { AppError } from '../../electron/contract/app-error.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

interface StepFrameProps {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly busy: boolean;
  readonly note: AppError | null;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** The fields. */
  readonly children: ReactNode;
  /** The ways to go on otherwise. */
  readonly ways?: ReactNode;
}

/** One step on the way in: what it is for, its fields, one button, and the ways around it. */
export function StepFrame(props: StepFrameProps) {
  const { title, lead, action, busy, note, onSubmit, children, ways } = props;
  const { t } = useTexts();
  const titleId = useId();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, []);
  return (
    <form
      ref={form}
      className="sign-in__step"
      aria-labelledby={titleId}
      noValidate
      onSubmit={onSubmit}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <p>{lead}</p>
      </header>
      {children}
      {note === null ? null : (
        <div role="alert">
          <ErrorNote error={note} />
        </div>
      )}
      <Button type="submit" look="primary" size="large" disabled={busy}>
        {busy ? t('account.working') : action}
      </Button>
      {ways === undefined ? null : <div className="sign-in__ways">{ways}</div>}
    </form>
  );
}
