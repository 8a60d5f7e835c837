import './job-answer.css';
import { RotateCw } from 'lucide-react';
import type { Job, JobState } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showSettings } from '../settings/section.ts';
import { retryJobs } from '../stores/jobs.ts';
import { useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { JobQuestion } from './job-question.tsx';
import { resumeJobs } from './queue-store.ts';
import { useNow } from '../ui/use-now.ts';

/** What a job needs of the user, below its line; null for a job that goes its way. */
export function JobAnswer({ job }: { readonly job: Job }) {
  const { state } = job;
  switch (state.status) {
    case 'unknown':
      return <JobQuestion job={job} />;
    case 'waiting':
      return state.for === 'consent' ? (
        <JobQuestion job={job} />
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
      <div className="job-failure__buttons">
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
