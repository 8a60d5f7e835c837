import './error-note.css';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../electron/contract/app-error.ts';
import { errorText } from '../i18n/error-text.ts';
import { useTexts } from '../i18n/i18n.ts';

/** The three sentences of an error: what happened, what is safe, what to do next. */
export function ErrorNote({
  error,
  children,
}: {
  readonly error: AppError;
  readonly children?: ReactNode;
}) {
  const { t } = useTexts();
  const text = errorText(error, t);
  return (
    <div className="error-note">
      <TriangleAlert aria-hidden />
      <div>
        <p className="error-note__what">{text.what}</p>
        <p>
          {text.safe} {text.next}
        </p>
        {children}
      </div>
    </div>
  );
}
