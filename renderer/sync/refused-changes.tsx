import { useEffect } from 'react';
import type { RefusedChange } from '../../electron/contract/sync.ts';
import { useAnswer } from '../ui/use-answer.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { discardRefused, retryRefused, useSync } from './sync-store.ts';

const askRefused = () => call('sync.refused', undefined);

const close = (): void => {
  showOverlay(null);
};

/** What the cloud refused for good, with the reason: sent again, or let go. */
export function RefusedChanges() {
  const { t } = useTexts();
  const { value: changes, error, reload } = useAnswer(askRefused);
  const status = useSync((state) => state.status);
  useEffect(reload, [status, reload]);
  const ids = changes?.map(({ id }) => id) ?? [];
  return (
    <Dialog
      title={t('sync.refused.title')}
      width={640}
      onClose={close}
      footer={
        ids.length < 2 ? undefined : (
          <>
            <Button
              look="danger"
              onClick={() => {
                attempt(() => discardRefused(ids));
              }}
            >
              {t('sync.refused.discardAll')}
            </Button>
            <Button
              look="primary"
              onClick={() => {
                attempt(() => retryRefused(ids));
              }}
            >
              {t('sync.refused.retryAll')}
            </Button>
          </>
        )
      }
    >
      <div className="dialog__content">
        <p className="refused-lead" role="status">
          {changes?.length === 0 ? t('sync.refused.none') : t('sync.refused.lead')}
        </p>
        {error === null ? null : <ErrorNote error={error} />}
        <ul className="refused-list">
          {changes?.map((change) => (
            <Refused key={change.id} change={change} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Refused({ change }: { readonly change: RefusedChange }) {
  const { t, format } = useTexts();
  const { id, title: given, kind, reason, changedAt } = change;
  // A setting comes with its name in the code.
  const title =
    kind === 'setting' ? t(`setting.${given}` as 'setting.theme', { defaultValue: given }) : given;
  return (
    <li>
      <div className="refused-list__text">
        <p className="refused-list__title">
          <span className="clip">{title}</span>
          <Badge>{t(`sync.refused.kind.${kind}`)}</Badge>
        </p>
        <p>
          {t(`sync.refused.reason.${reason}`)}{' '}
          {t('sync.refused.changed', { date: format.date(changedAt) })}
        </p>
      </div>
      <Button
        size="small"
        aria-label={t('sync.refused.retryOf', { title })}
        onClick={() => {
          attempt(() => retryRefused([id]));
        }}
      >
        {t('sync.refused.retry')}
      </Button>
      <Button
        size="small"
        look="danger"
        aria-label={t('sync.refused.discardOf', { title })}
        onClick={() => {
          attempt(() => discardRefused([id]));
        }}
      >
        {t('sync.refused.discard')}
      </Button>
    </li>
  );
}
