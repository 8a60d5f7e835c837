import { Laptop, Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Device } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { AccountSection } from './account-section.tsx';
import { useAnswer } from '../ui/use-answer.ts';

const askDevices = () => call('account.devices', undefined);

/** Where the account is signed in, and signing out from afar. */
export function DevicesSection() {
  const { t } = useTexts();
  const { value: devices, error, reload } = useAnswer(askDevices);
  const [asking, setAsking] = useState<Device | 'others' | null>(null);
  const close = (): void => {
    setAsking(null);
  };
  const others = devices?.filter((device) => !device.isThis && !device.revoked) ?? [];
  return (
    <AccountSection title={t('account.devices.title')} text={t('account.devices.text')}>
      {error === null ? null : <ErrorNote error={error} />}
      <ul className="account-list">
        {devices?.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            onSignOut={() => {
              setAsking(device);
            }}
            onRenamed={reload}
          />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <div>
          <Button
            size="small"
            look="danger"
            onClick={() => {
              setAsking('others');
            }}
          >
            {t('account.devices.others')}
          </Button>
        </div>
      )}
      {asking === 'others' ? (
        <Confirm
          title={t('account.devices.othersTitle')}
          action={t('account.devices.others')}
          onConfirm={async () => {
            await call('account.sign-out', 'others');
            sayNews(t('account.said.othersSignedOut'));
            reload();
          }}
          onClose={close}
        >
          <p>{t('account.devices.othersText')}</p>
        </Confirm>
      ) : null}
      {asking !== null && asking !== 'others' ? (
        <Confirm
          title={t('account.devices.askTitle', { name: asking.name })}
          action={t('account.devices.signOut')}
          onConfirm={async () => {
            await call('account.revoke-device', asking.id);
            sayNews(t('account.said.deviceSignedOut', { name: asking.name }));
            reload();
          }}
          onClose={close}
        >
          <p>{t('account.devices.askText')}</p>
        </Confirm>
      ) : null}
    </AccountSection>
  );
}

interface DeviceRowProps {
  readonly device: Device;
  readonly onSignOut: () => void;
  readonly onRenamed: () => void;
}

function DeviceRow({ device, onSignOut, onRenamed }: DeviceRowProps) {
  const { t, format } = useTexts();
  const [renaming, setRenaming] = useState(false);
  const { name, isThis, revoked } = device;
  return (
    <li className={revoked ? 'account-row account-row--past' : 'account-row'}>
      <Laptop aria-hidden />
      {renaming ? (
        <RenameForm
          device={device}
          onDone={() => {
            setRenaming(false);
            onRenamed();
          }}
        />
      ) : (
        <div className="account-row__text">
          <p className="account-row__name">
            <span className="clip">{name}</span>
            {isThis ? <Badge tone="accent">{t('account.devices.this')}</Badge> : null}
            {revoked ? <Badge>{t('account.devices.out')}</Badge> : null}
          </p>
          <p className="account-row__about">
            {systemName(device.platform)} ·{' '}
            {t('account.devices.version', { version: device.appVersion })} ·{' '}
            {t('account.devices.seen', { date: format.date(device.lastSeenAt) })}
          </p>
        </div>
      )}
      {renaming || revoked ? null : (
        <IconButton
          label={t('account.devices.rename', { name })}
          icon={<Pencil />}
          onClick={() => {
            setRenaming(true);
          }}
        />
      )}
      {isThis || revoked || renaming ? null : (
        <Button
          size="small"
          look="danger"
          aria-label={t('account.devices.signOutOf', { name })}
          onClick={onSignOut}
        >
          {t('account.devices.signOut')}
        </Button>
      )}
    </li>
  );
}

interface RenameFormProps {
  readonly device: Device;
  readonly onDone: () => void;
}

function RenameForm({ device, onDone }: RenameFormProps) {
  const { t } = useTexts();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('name');
    const name = typeof typed === 'string' ? typed.trim() : '';
    if (name === '' || name === device.name) onDone();
    else
      attempt(async () => {
        await call('account.rename-device', { id: device.id, name });
        onDone();
      });
  };
  return (
    <form className="account-row__text account-row__rename" onSubmit={submit}>
      <TextInput
        ref={(field) => {
          field?.select();
        }}
        name="name"
        aria-label={t('account.devices.newName')}
        defaultValue={device.name}
        maxLength={100}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      <Button type="submit" size="small">
        {t('account.security.save')}
      </Button>
    </form>
  );
}

const systemNames: Readonly<Record<string, string>> = {
  darwin: 'macOS',
  win32: 'Windows',
  linux: 'Linux',
};

function systemName(platform: string): string {
  return systemNames[platform] ?? platform;
}
