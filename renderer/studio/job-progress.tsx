import type { Job } from '../../electron/contract/jobs.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { remainingMs } from '../queue/queue-rows.ts';
import { useJobs } from '../stores/jobs.ts';
import { Progress } from '../ui/progress.tsx';
import { useNow } from '../ui/use-now.ts';

/** How far a job is, who works on it, how long it still takes; and the text that arrives. */
export function JobProgress({ job }: { readonly job: Job }) {
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

/** Where a job stands, in a word or two. */
export function stateText(job: Job, t: Texts): string {
  const { state } = job;
  if (state.status === 'waiting') return t(`jobState.waitingFor.${state.for}`);
  return t(`jobState.${state.status}`);
}
