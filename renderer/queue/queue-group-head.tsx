import { ChevronDown, Pause, Play, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Job } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { type QueueGroup, costOf } from './queue-rows.ts';
import { clearFinished, pauseJobs, resumeJobs, toggleGroup } from './queue-store.ts';

interface QueueGroupHeadProps {
  readonly group: QueueGroup;
  readonly jobs: readonly Job[];
  readonly folded: boolean;
}

/** The name of a group, how many are in it, and what can be done with all of them. */
export function QueueGroupHead({ group, jobs, folded }: QueueGroupHeadProps) {
  const { t, format } = useTexts();
  const cost = group === 'finished' ? costOf(jobs) : 0;
  return (
    <div className={`queue-head queue-head--${group}`}>
      <h2>
        <button
          type="button"
          aria-expanded={!folded}
          onClick={() => {
            toggleGroup(group);
          }}
        >
          <ChevronDown aria-hidden />
          {t(`queue.group.${group}`)}
          <span className="queue-head__count">{format.number(jobs.length)}</span>
        </button>
      </h2>
      {cost > 0 ? (
        <span className="queue-head__sum">{t('queue.spent', { cost: format.money(cost) })}</span>
      ) : null}
      <span className="queue-head__space" />
      <GroupAction group={group} jobs={jobs} />
    </div>
  );
}

function GroupAction({ group, jobs }: Pick<QueueGroupHeadProps, 'group' | 'jobs'>): ReactNode {
  const { t } = useTexts();
  switch (group) {
    case 'waiting':
      return (
        <Button
          look="quiet"
          size="small"
          icon={<Pause />}
          onClick={() => {
            attempt(() => pauseJobs(jobs));
          }}
        >
          {t('queue.pauseAll')}
        </Button>
      );
    case 'paused':
      return (
        <Button
          look="quiet"
          size="small"
          icon={<Play />}
          onClick={() => {
            attempt(() => resumeJobs(jobs));
          }}
        >
          {t('queue.resumeAll')}
        </Button>
      );
    case 'finished':
      return (
        <Button
          look="quiet"
          size="small"
          icon={<Trash2 />}
          onClick={() => {
            attempt(clearFinished);
          }}
        >
          {t('queue.clear')}
        </Button>
      );
    case 'asking':
    case 'running':
      return null;
  }
}
