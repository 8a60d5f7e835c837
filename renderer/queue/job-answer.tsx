import './job-answer.css';
import { CircleHelp, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Consent, Job, JobDecision, JobState } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showSettings } from '../settings/section.ts';
import { decideJob, retryJobs } from '../stores/jobs.ts';
import { useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { lossText } from '../studio/route-list.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { resumeJobs } from './queue-store.ts';
import { useNow } from '../ui/use-now.ts';

/** What a job needs of the user, below its line; null for a job that goes its way. */
export function JobAnswer({ job }: { readonly job: Job }) {
  const { state } = job;
  switch (state.status) {
    case 'unknown':
      return <UnknownAnswer job={job} state={state} />;
    case 'waiting':
      return state.for === 'consent' ? (
        <ConsentAnswer job={job} consent={state.consent} />
      ) : (
        <WaitingNote job={job} state={state} />
      );
    case 'failed':
      return <Failure job={job} state={state} />;
    case 'queued':
    case 'paused':
    case 'preparing':
    case 'running':
    case 'saving':
    case 'done':
    case 'cancelled':
      return null;
  }
}

function decide(job: Job, decision: JobDecision): () => void {
  return () => {
    attempt(() => decideJob(job.id, decision));
  };
}

function UnknownAnswer({
  job,
  state,
}: {
  readonly job: Job;
  readonly state: Extract<JobState, { status: 'unknown' }>;
}) {
  const { t, format } = useTexts();
  const cost = format.money(state.retryCost);
  return (
    <Question
      title={t('queue.unknown.what', { provider: t(`provider.${state.provider}`) })}
      text={t('queue.unknown.charged', { cost })}
    >
      <Button size="small" look="primary" onClick={decide(job, 'send-again')}>
        {t('queue.unknown.sendAgain', { cost })}
      </Button>
      <Button size="small" onClick={decide(job, 'give-up')}>
        {t('queue.unknown.giveUp')}
      </Button>
    </Question>
  );
}

function ConsentAnswer({ job, consent }: { readonly job: Job; readonly consent: Consent }) {
  const { t } = useTexts();
  const next = t(`provider.${consent.next}`);
  if (consent.ask === 'refused-elsewhere') {
    const refusedBy = t(`provider.${consent.refusedBy}`);
    return (
      <Question
        title={t('queue.refused.what', { refusedBy })}
        text={t('queue.refused.text', { next, refusedBy })}
      >
        <Button size="small" look="primary" onClick={decide(job, 'agree')}>
          {t('queue.refused.agree', { next })}
        </Button>
        <Button size="small" onClick={decide(job, 'give-up')}>
          {t('queue.refused.stop')}
        </Button>
      </Question>
    );
  }
  return (
    <Question
      title={t('queue.lose.what', { next })}
      text={t('queue.lose.text')}
      list={consent.losses.map((loss) => lossText(loss, t))}
    >
      <Button size="small" look="primary" onClick={decide(job, 'agree')}>
        {t('queue.lose.agree', { next })}
      </Button>
      <Button size="small" onClick={decide(job, 'give-up')}>
        {t('queue.lose.stop')}
      </Button>
    </Question>
  );
}

interface QuestionProps {
  readonly title: string;
  readonly text: string;
  readonly list?: readonly string[];
  readonly children: ReactNode;
}

function Question({ title, text, list = [], children }: QuestionProps) {
  return (
    <div className="job-question">
      <CircleHelp aria-hidden />
      <div className="job-question__text selectable">
        <strong>{title}</strong>
        {list.length === 0 ? null : (
          <ul>
            {list.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <p>{text}</p>
      </div>
      <div className="job-question__buttons">{children}</div>
    </div>
  );
}

type WaitingState = Extract<JobState, { for: 'offline' | 'rate' | 'budget' }>;

function WaitingNote({ job, state }: { readonly job: Job; readonly state: WaitingState }) {
  const { t, format } = useTexts();
  const now = useNow(1000);
  const budget = useSession((session) => session.budget);
  const left = state.until === null ? 0 : state.until - now;
  const until =
    left > 0
      ? t('queue.goesOn', { time: format.time(state.until ?? now), left: format.duration(left) })
      : '';
  const full =
    budget &&
    (['day', 'month'] as const).find((period) => {
      const { limit, spent, reserved } = budget[period];
      return limit !== null && spent + reserved >= limit;
    });
  const limit = full && budget ? budget[full].limit : null;
  const budgetText =
    full && limit !== null
      ? t(`queue.budgetUsed.${full}`, { limit: format.money(limit) })
      : t('queue.waitingFor.budget');
  return (
    <div className="job-note">
      <p>
        {state.for === 'budget' ? budgetText : t(`queue.waitingFor.${state.for}`)} {until}
      </p>
      {state.for === 'budget' ? (
        <Button
          size="small"
          onClick={() => {
            showSettings('budgets');
          }}
        >
          {t('action.raise-budget')}
        </Button>
      ) : (
        <Button
          size="small"
          icon={<RotateCw />}
          onClick={() => {
            attempt(() => resumeJobs([job]));
          }}
        >
          {t('queue.tryNow')}
        </Button>
      )}
    </div>
  );
}

function Failure({
  job,
  state,
}: {
  readonly job: Job;
  readonly state: Extract<JobState, { status: 'failed' }>;
}) {
  const { t } = useTexts();
  return (
    <div className="job-failure">
      <ErrorNote error={state.error} />
      <div className="job-question__buttons">
        <Button
          size="small"
          icon={<RotateCw />}
          onClick={() => {
            attempt(() => retryJobs([job.id]));
          }}
        >
          {t('job.retry')}
        </Button>
        <ErrorActionButton error={state.error} />
      </div>
    </div>
  );
}
