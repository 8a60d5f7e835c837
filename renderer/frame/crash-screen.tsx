import { Component, type ReactNode } from 'react';
import { toAppError } from '../../electron/contract/app-error.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

interface CrashScreenState {
  readonly thrown: unknown;
  readonly crashed: boolean;
}

/** If drawing the window fails, says so and offers to draw it afresh: jobs and images live elsewhere. */
export class CrashScreen extends Component<{ readonly children: ReactNode }, CrashScreenState> {
  override state: CrashScreenState = { thrown: null, crashed: false };

  static getDerivedStateFromError(thrown: unknown): CrashScreenState {
    return { thrown, crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crash thrown={this.state.thrown} /> : this.props.children;
  }
}

function Crash({ thrown }: { readonly thrown: unknown }) {
  const { t } = useTexts();
  return (
    <main className="crash" role="alert">
      <ErrorNote error={toAppError(thrown)}>
        <pre className="crash__cause selectable">{String(thrown)}</pre>
        <Button
          look="primary"
          onClick={() => {
            window.location.reload();
          }}
        >
          {t('frame.reload')}
        </Button>
      </ErrorNote>
    </main>
  );
}
