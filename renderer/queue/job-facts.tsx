import type { Job } from '../../electron/contract/jobs.ts';
import type { Candidate } from '../../electron/contract/receipt.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useJobs } from '../stores/jobs.ts';
import { Progress } from '../ui/progress.tsx';
import { useNow } from '../ui/use-now.ts';
import { useEstimate } from './estimates.ts';
import { type QueueGroup, remainingMs } from './queue-rows.ts';

interface JobFactsProps {
  readonly job: Job;
  readonly group: QueueGroup;
}

/** The second line of a job: who, how far, how long, for how much. */
export function JobFacts({ job, group }: JobFactsProps) {
  const estimate = useEstimate(
    job,
    group === 'running' || group === 'waiting' || group === 'paused',
  );
  switch (group) {
    case 'running':
      return <RunningFacts job={job} estimate={estimate} />;
    case 'waiting':
    case 'paused':
      return <PlannedFacts estimate={estimate} />;
    case 'finished':
      return <FinishedFacts job={job} />;
    case 'asking':
      return null;
  }
}

interface EstimatedProps {
  readonly job: Job;
  readonly estimate: Candidate | null;
}

function RunningFacts({ job, estimate }: EstimatedProps) {
  const { t, format } = useTexts();
  const live = useJobs((board) => board.live[job.id]);
  const now = useNow();
  const elapsedMs = job.startedAt === null ? 0 : Math.max(now - job.startedAt, 0);
  const fraction = live?.fraction ?? null;
  const asked = live?.provider ?? null;
  // What is usual for the first candidate says nothing about one that took over.
  const expectedMs =
    estimate && (asked === null || asked === estimate.provider) ? estimate.expectedMs : null;
  const left = remainingMs({ elapsedMs, fraction, expectedMs });
  const step = live?.step
    ? t(`step.${live.step}`)
    : t(`jobState.${job.state.status}` as 'jobState.running');
  return (
    <>
      <p className="queue-row__facts">
        {asked === null ? null : <span className="queue-row__who">{t(`provider.${asked}`)}</span>}
        <span>{step}</span>
        {fraction === null ? null : <span>{format.percent(fraction)}</span>}
        <span>{format.duration(Math.floor(elapsedMs / 1000) * 1000)}</span>
        {left === null ? null : (
          <span>{t('queue.left', { time: format.duration(Math.max(left, 1000)) })}</span>
        )}
        {estimate ? <span>{priceOf(estimate, { t, format })}</span> : null}
      </p>
      <Progress label={t('queue.progress', { name: job.title })} fraction={fraction} />
    </>
  );
}

function PlannedFacts({ estimate }: { readonly estimate: Candidate | null }) {
  const { t, format } = useTexts();
  // The height stays while the figures are on their way.
  if (!estimate) return <p className="queue-row__facts">&nbsp;</p>;
  return (
    <p className="queue-row__facts">
      <span>{t('queue.next', { provider: t(`provider.${estimate.provider}`) })}</span>
      <span>{priceOf(estimate, { t, format })}</span>
      <span>
        {t(estimate.measured ? 'route.measured' : 'route.typical', {
          time: format.duration(estimate.expectedMs),
        })}
      </span>
    </p>
  );
}

function FinishedFacts({ job }: { readonly job: Job }) {
  const { t, format } = useTexts();
  const { receipt, result, state } = job;
  const text =
    result?.kind === 'text'
      ? result.text
      : result?.kind === 'tags'
        ? result.tags.map((tag) => tag.label).join(', ')
        : null;
  return (
    <>
      <p className="queue-row__facts">
        {state.status === 'done' ? null : (
          <span>{t(`jobState.${state.status}` as 'jobState.cancelled')}</span>
        )}
        {receipt?.provider ? (
          <span className="queue-row__who">{t(`provider.${receipt.provider}`)}</span>
        ) : null}
        {receipt?.cache === 'hit' ? <span>{t('receipt.cacheHit')}</span> : null}
        {receipt && (state.status === 'done' || receipt.cost > 0) ? (
          <span>{receipt.cost === 0 ? t('route.free') : format.money(receipt.cost)}</span>
        ) : null}
        {receipt && state.status === 'done' ? (
          <span>{format.duration(receipt.endedAt - receipt.startedAt)}</span>
        ) : null}
        {job.endedAt === null ? null : (
          <time dateTime={new Date(job.endedAt).toISOString()}>{format.date(job.endedAt)}</time>
        )}
      </p>
      {text === null ? null : <p className="queue-row__text clip">{text}</p>}
    </>
  );
}

function priceOf(
  { estimate }: Candidate,
  { t, format }: Pick<ReturnType<typeof useTexts>, 't' | 'format'>,
): string {
  return estimate.high === 0 ? t('route.free') : format.cost(estimate);
}
