import './frame.css';
import { CircleDollarSign, FlaskConical, Loader, WifiOff } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useTexts } from '../i18n/i18n.ts';
import { PlanState } from '../plans/plan-state.tsx';
import { countJobs } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';
import { showScreen } from '../stores/navigation.ts';
import { useSession } from '../stores/session.ts';
import { SyncState } from '../sync/sync-status.tsx';
import { useSync } from '../sync/sync-store.ts';

/** Queue, network, simulators and money, always in sight. */
export function StatusLine() {
  const { t, format } = useTexts();
  const { info, budget, online } = useSession();
  const syncSaysOffline = useSync(({ status }) => status.state === 'offline');
  const { busy, waiting, asking } = useJobs(useShallow(countJobs));
  const queue = [
    busy > 0 ? t('status.busy', { count: busy }) : '',
    waiting > 0 ? t('status.waiting', { count: waiting }) : '',
    asking > 0 ? t('status.asking', { count: asking }) : '',
  ].filter((part) => part !== '');
  return (
    <footer className="status-line">
      <button
        type="button"
        onClick={() => {
          showScreen('queue');
        }}
      >
        <Loader aria-hidden />
        <span role="status">{queue.length > 0 ? queue.join(' · ') : t('status.idle')}</span>
      </button>
      {online || syncSaysOffline ? null : (
        <span className="status-line__warning" role="status">
          <WifiOff aria-hidden /> {t('status.offline')}
        </span>
      )}
      <span className="status-line__space" />
      <PlanState />
      <SyncState />
      {info?.simulators === true ? (
        <span className="status-line__warning">
          <FlaskConical aria-hidden /> {t('status.simulated')}
        </span>
      ) : null}
      {budget ? (
        <button
          type="button"
          onClick={() => {
            showScreen('settings');
          }}
        >
          <CircleDollarSign aria-hidden />
          {budget.day.limit === null ? (
            t('status.spentToday', { spent: format.money(budget.day.spent) })
          ) : (
            <>
              {t('status.spentOfToday', {
                spent: format.money(budget.day.spent),
                limit: format.money(budget.day.limit),
              })}
              <span
                className="status-line__meter"
                aria-hidden
                style={
                  {
                    '--spent':
                      budget.day.limit === 0 ? 1 : Math.min(budget.day.spent / budget.day.limit, 1),
                  } as CSSProperties
                }
              />
            </>
          )}
        </button>
      ) : null}
    </footer>
  );
}
