import './queue-row.css';
import { GripVertical, Pause, Play, ReceiptText, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Job } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { openResultInStudio } from '../library/open-in-studio.ts';
import { cancelJobs, retryJobs } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { useStudio } from '../studio/store.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { JobAnswer } from './job-answer.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobThumb } from './job-thumb.tsx';
import type { QueueGroup } from './queue-rows.ts';
import { activateJob, pauseJobs, resumeJobs } from './queue-store.ts';

interface QueueRowProps {
  readonly job: Job;
  readonly group: QueueGroup;
  readonly active: boolean;
  readonly dragged: boolean;
  /** The handle that drags the line; only what waits has one. */
  readonly handle: React.ComponentProps<'span'> | null;
}

/** One job of the queue: what, by whom, how far, for how much, and what can be done about it. */
export function QueueRow({ job, group, active, dragged, handle }: QueueRowProps) {
  const { t } = useTexts();
  const { operation } = job.request.call;
  const name = `${t(`operation.${operation}.title`)} · ${job.title}`;
  const canOpen = job.request.input !== null || job.result?.kind === 'images';
  return (
    <div
      className={`queue-row queue-row--${group} ${active ? 'queue-row--active' : ''} ${dragged ? 'queue-row--dragged' : ''}`}
    >
      {handle ? (
        <span className="queue-row__handle" title={t('queue.drag')} aria-hidden {...handle}>
          <GripVertical />
        </span>
      ) : null}
      <JobThumb job={job} />
      <div className="queue-row__main">
        <div className="queue-row__line">
          <button
            type="button"
            className="queue-row__title"
            id={`job-${job.id}`}
            tabIndex={active ? 0 : -1}
            title={canOpen ? t('queue.open', { name }) : name}
            aria-keyshortcuts={handle ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
            onFocus={() => {
              activateJob(job.id);
            }}
            onClick={() => {
              attempt(() => openJob(job));
            }}
          >
            <strong>{t(`operation.${operation}.title`)}</strong>
            <span className="clip">{job.title}</span>
          </button>
          {job.receipt?.simulated === true ? (
            <Badge tone="warning">{t('simulated.badge')}</Badge>
          ) : null}
        </div>
        <JobFacts job={job} group={group} />
        <JobAnswer job={job} />
      </div>
      <div className="queue-row__actions">{actionsOf(job, group, { t, name })}</div>
    </div>
  );
}

/** Shows the job's result in the studio, or what went in where nothing came out yet. */
async function openJob(job: Job): Promise<void> {
  const { result, request } = job;
  if (result?.kind === 'images') await openResultInStudio(result.assetId, result.versionIds[0]);
  else if (request.input) await openResultInStudio(request.input.assetId, request.input.versionId);
}

interface ActionTexts {
  readonly t: ReturnType<typeof useTexts>['t'];
  readonly name: string;
}

function actionsOf(job: Job, group: QueueGroup, { t, name }: ActionTexts): ReactNode {
  const { receipt } = job;
  const cancel = (
    <IconButton
      key="cancel"
      side="top"
      label={t('queue.cancel', { name })}
      icon={<X />}
      onClick={() => {
        attempt(() => cancelJobs([job.id]));
      }}
    />
  );
  const showReceipt =
    receipt === null ? null : (
      <IconButton
        key="receipt"
        side="top"
        label={t('queue.receipt', { name })}
        icon={<ReceiptText />}
        onClick={() => {
          useStudio.setState({ receipt });
        }}
      />
    );
  switch (group) {
    case 'asking':
      return showReceipt;
    case 'running':
      // What is being saved is paid for and nearly there.
      return job.state.status === 'saving' ? null : cancel;
    case 'waiting':
      return (
        <>
          <IconButton
            side="top"
            label={t('queue.pause', { name })}
            icon={<Pause />}
            onClick={() => {
              attempt(() => pauseJobs([job]));
            }}
          />
          {cancel}
        </>
      );
    case 'paused':
      return (
        <>
          <IconButton
            side="top"
            label={t('queue.resume', { name })}
            icon={<Play />}
            onClick={() => {
              attempt(() => resumeJobs([job]));
            }}
          />
          {cancel}
        </>
      );
    case 'finished':
      return (
        <>
          {job.state.status === 'cancelled' ? (
            <IconButton
              side="top"
              label={t('queue.retry', { name })}
              icon={<RotateCw />}
              onClick={() => {
                attempt(() => retryJobs([job.id]));
              }}
            />
          ) : null}
          {showReceipt}
        </>
      );
  }
}
