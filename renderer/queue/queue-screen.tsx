import './queue.css';
import { ListTodo, Wand } from 'lucide-react';
import { useEffect } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { useJobs } from '../stores/jobs.ts';
import { showScreen } from '../stores/navigation.ts';
import { useSession } from '../stores/session.ts';
import { ReceiptDrawer } from '../studio/receipt-drawer.tsx';
import { useStudio } from '../studio/store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Keys } from '../ui/keys.tsx';
import { forgetEstimates } from './estimates.ts';
import { QueueList } from './queue-list.tsx';
import { groupJobs } from './queue-rows.ts';

/** Everything that runs, waits or asks, and what came of it. */
export function QueueScreen() {
  const { t, format } = useTexts();
  const byId = useJobs((board) => board.byId);
  const jobs = Object.values(byId);
  const groups = groupJobs(jobs);
  const open = jobs.length - groups.finished.length;
  useFreshEstimates();
  useEffect(
    () => () => {
      useStudio.setState({ receipt: null });
    },
    [],
  );
  return (
    <main className="screen queue">
      <header className="screen__head">
        <h1>{t('screen.queue')}</h1>
        {jobs.length === 0 ? null : (
          <p className="queue__sum" role="status">
            {open === 0
              ? t('queue.allDone')
              : t('queue.openOf', {
                  count: open,
                  shown: format.number(open),
                  total: format.number(jobs.length),
                })}
          </p>
        )}
        <span className="queue__space" />
        {jobs.length === 0 ? null : (
          <p className="queue__keys" aria-hidden>
            <Keys keys="Alt+ArrowUp" /> <Keys keys="Alt+ArrowDown" /> {t('queue.keyMove')}
          </p>
        )}
      </header>
      {jobs.length === 0 ? <EmptyQueue /> : <QueueList groups={groups} />}
      <ReceiptDrawer />
    </main>
  );
}

function EmptyQueue() {
  const { t } = useTexts();
  return (
    <EmptyState icon={<ListTodo />} title={t('queue.empty.title')}>
      <p>{t('queue.empty.text')}</p>
      <ul className="queue__lessons">
        <li>{t('queue.empty.order')}</li>
        <li>{t('queue.empty.close')}</li>
        <li>{t('queue.empty.ask')}</li>
      </ul>
      <Button
        look="primary"
        icon={<Wand />}
        onClick={() => {
          showScreen('studio');
        }}
      >
        {t('queue.empty.go')}
      </Button>
    </EmptyState>
  );
}

/** Who would be asked depends on the settings, the providers and the network. */
function useFreshEstimates(): void {
  const settings = useSession((state) => state.settings);
  const providers = useSession((state) => state.providers);
  const online = useSession((state) => state.online);
  useEffect(forgetEstimates, [settings, providers, online]);
}
