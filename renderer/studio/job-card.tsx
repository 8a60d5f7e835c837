import { RotateCw, X } from 'lucide-react';
import type { Job } from '../../electron/contract/jobs.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { asksUser, isBusy, isFinished } from '../stores/job-board.ts';
import { cancelJobs, retryJobs, useJobs } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Progress } from '../ui/progress.tsx';
import { JobQuestion } from '../queue/job-question.tsx';
import { remainingMs } from '../queue/queue-rows.ts';
import { useNow } from '../ui/use-now.ts';
import { JobImages } from './job-images.tsx';
import { operationIcons } from './operation-list.ts';
import { ResultFooter } from './result-footer.tsx';
import { TextResultView } from './text-result.tsx';

/** One job from the click to the receipt: waiting, running, asking, failed or done. */
export function JobCard({ job }: { readonly job: Job }) {
  const { t } = useTexts();
  const Icon = operationIcons[job.request.call.operation];
  return (
    <li className="result">
      <div className="result__head">
        <Icon aria-hidden />
        <h3>{t(`operation.${job.request.call.operation}.title`)}</h3>
        {job.receipt?.simulated === true ? (
          <Badge tone="warning">{t('simulated.badge')}</Badge>
        ) : null}
        <span
          role="status"
          className={job.state.status === 'done' ? 'visually-hidden' : 'result__state'}
        >
          {stateText(job, t)}
        </span>
        {isFinished(job) || asksUser(job) ? null : (
          <IconButton
            label={t('job.cancel')}
            icon={<X />}
            onClick={() => {
              attempt(() => cancelJobs([job.id]));
            }}
          />
        )}
      </div>
      {isBusy(job) ? <RunningJob job={job} /> : null}
      {asksUser(job) ? <JobQuestion job={job} /> : null}
      {job.state.status === 'failed' ? (
        <ErrorNote error={job.state.error}>
          <div className="result__buttons">
            <Button
              size="small"
              icon={<RotateCw />}
              onClick={() => {
                attempt(() => retryJobs([job.id]));
              }}
            >
              {t('job.retry')}
            </Button>
            <ErrorActionButton error={job.state.error} />
          </div>
        </ErrorNote>
      ) : null}
      {job.result === null ? null : job.result.kind === 'images' ? (
        <JobImages result={job.result} />
      ) : (
        <TextResultView result={job.result} />
      )}
      {job.receipt && isFinished(job) ? <ResultFooter receipt={job.receipt} /> : null}
    </li>
  );
}

function RunningJob({ job }: { readonly job: Job }) {
  const { t, format } = useTexts();
  const live = useJobs((board) => board.live[job.id]);
  const now = useNow();
  const elapsed = job.startedAt === null ? 0 : Math.max(now - job.startedAt, 0);
  const left = remainingMs({
    elapsedMs: elapsed,
    fraction: live?.fraction ?? null,
    expectedMs: null,
  });
  const step = live?.step
    ? t(`step.${live.step}`)
    : t(`jobState.${job.state.status}` as 'jobState.running');
  return (
    <>
      <Progress label={step} fraction={live?.fraction ?? null} />
      <p className="result__progress">
        <span className="clip">
          {live?.provider ? `${t(`provider.${live.provider}`)} · ` : ''}
          {step}
        </span>
        <span>
          {live?.fraction ? `${format.percent(live.fraction)} · ` : ''}
          {format.duration(elapsed)}
          {left === null
            ? ''
            : ` · ${t('job.left', { time: format.duration(Math.max(left, 1000)) })}`}
        </span>
      </p>
      {live && live.text !== '' ? (
        <p className="result__text result__text--arriving selectable" aria-live="polite">
          {live.text}
        </p>
      ) : null}
    </>
  );
}

function stateText(job: Job, t: Texts): string {
  const { state } = job;
  if (state.status === 'waiting') return t(`jobState.waitingFor.${state.for}`);
  return t(`jobState.${state.status}`);
}
