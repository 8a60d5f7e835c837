import './admin.css';
import './admin-side.css';
import { ShieldAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { configChannelSchema } from '../../electron/contract/remote-config.ts';
import { useAccount } from '../account/account-store.ts';
import { activeAccount } from '../account/sign-in-flow.ts';
import { useTexts } from '../i18n/i18n.ts';
import { loadEntries } from '../stores/configuration.ts';
import { showScreen } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { dropDraft, hasChanges, openChannel, useAdmin } from './admin-store.ts';
import { ConfigEditor } from './config-editor.tsx';
import { MarginsPanel } from './margins-panel.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { ServedPanel } from './served-panel.tsx';

/** What every installation of this cloud works by: edited, compared, published, rolled back. */
export function AdminScreen() {
  const { t } = useTexts();
  const isAdmin = useAccount((view) => activeAccount(view.state)?.role === 'admin');
  return (
    <main className="screen admin">
      {isAdmin ? (
        <Desk />
      ) : (
        <>
          <header className="screen__head">
            <h1>{t('admin.title')}</h1>
          </header>
          <EmptyState icon={<ShieldAlert />} title={t('admin.notAdmin')}>
            <p>{t('admin.notAdminText')}</p>
          </EmptyState>
        </>
      )}
    </main>
  );
}

function Desk() {
  const { t } = useTexts();
  const admin = useAdmin();
  const { channel, view, error, conflict } = admin;
  const [open, setOpen] = useState<'publish' | 'drop' | null>(null);
  const changed = hasChanges(admin);
  const isRead = admin.served[channel] !== undefined;
  useEffect(() => {
    attempt(() => openChannel(useAdmin.getState().channel));
    attempt(loadEntries);
  }, []);
  const close = (): void => {
    setOpen(null);
  };
  return (
    <>
      <header className="screen__head admin__head">
        <h1>{t('admin.title')}</h1>
        {view === 'margins' ? null : (
          <Segmented
            label={t('admin.channel')}
            value={channel}
            options={configChannelSchema.options.map((value) => ({
              value,
              label: t(`admin.channels.${value}`),
            }))}
            onChange={(next) => {
              attempt(() => openChannel(next));
            }}
          />
        )}
        <Segmented
          label={t('admin.view')}
          value={view}
          options={[
            { value: 'form', label: t('admin.form') },
            { value: 'json', label: t('admin.json') },
            { value: 'margins', label: t('admin.margins.title') },
          ]}
          onChange={(next) => {
            useAdmin.setState({ view: next });
          }}
        />
        <span className="admin__space" role="status">
          {changed ? t('admin.unsaved') : ''}
        </span>
        <Button
          disabled={!changed}
          onClick={() => {
            setOpen('drop');
          }}
        >
          {t('admin.drop')}
        </Button>
        <Button
          look="primary"
          disabled={!changed}
          onClick={() => {
            setOpen('publish');
          }}
        >
          {t('admin.review')}
        </Button>
      </header>
      {conflict ? (
        <p className="admin__conflict" role="alert">
          <ShieldAlert aria-hidden />
          {t('admin.conflict')}
        </p>
      ) : null}
      {error === null ? null : (
        <div className="admin__error" role="alert">
          <ErrorNote error={error}>
            <div className="admin__ways">
              <Button
                size="small"
                onClick={() => {
                  attempt(() => openChannel(channel));
                }}
              >
                {t('job.retry')}
              </Button>
              {error.kind === 'account-second-factor-needed' ? (
                <Button
                  size="small"
                  onClick={() => {
                    showScreen('account');
                  }}
                >
                  {t('command.show-account')}
                </Button>
              ) : (
                <ErrorActionButton error={error} />
              )}
            </div>
          </ErrorNote>
        </div>
      )}
      {isRead && view === 'margins' ? <MarginsPanel /> : null}
      {isRead && view !== 'margins' ? (
        <div className="admin__body">
          <ConfigEditor key={channel} />
          <ServedPanel />
        </div>
      ) : null}
      {open === 'publish' ? <PublishDialog onClose={close} /> : null}
      {open === 'drop' ? (
        <Confirm
          title={t('admin.dropTitle')}
          action={t('admin.drop')}
          onConfirm={async () => {
            dropDraft();
          }}
          onClose={close}
        >
          <p>{t('admin.dropText')}</p>
        </Confirm>
      ) : null}
    </>
  );
}
