import type { Job } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { decideJob } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { lossText } from './route-list.tsx';

/** A job that goes on only when the user has decided: it may cost twice, or show the image to others. */
export function JobQuestion({ job }: { readonly job: Job }) {
  const { t, format } = useTexts();
  const decide = (decision: 'send-again' | 'give-up' | 'agree') => () => {
    attempt(() => decideJob(job.id, decision));
  };
  const { state } = job;
  if (state.status === 'unknown') {
    return (
      <ErrorNote error={state.error}>
        <p>
          {t('question.unknown', {
            provider: t(`provider.${state.provider}`),
            cost: format.money(state.retryCost),
          })}
        </p>
        <div className="result__buttons">
          <Button size="small" look="primary" onClick={decide('send-again')}>
            {t('question.sendAgain', { cost: format.money(state.retryCost) })}
          </Button>
          <Button size="small" onClick={decide('give-up')}>
            {t('question.giveUp')}
          </Button>
        </div>
      </ErrorNote>
    );
  }
  if (state.status !== 'waiting' || state.for !== 'consent') return null;
  const { consent } = state;
  const next = t(`provider.${consent.next}`);
  return (
    <div className="question">
      <p>
        {consent.ask === 'refused-elsewhere'
          ? t('question.refused', { refusedBy: t(`provider.${consent.refusedBy}`), next })
          : t('question.wouldLose', {
              next,
              losses: consent.losses.map((loss) => lossText(loss, t)).join(', '),
            })}
      </p>
      <div className="result__buttons">
        <Button size="small" look="primary" onClick={decide('agree')}>
          {consent.ask === 'refused-elsewhere'
            ? t('question.showTo', { next })
            : t('question.useAnyway', { next })}
        </Button>
        <Button size="small" onClick={decide('give-up')}>
          {t('question.no')}
        </Button>
      </div>
    </div>
  );
}
