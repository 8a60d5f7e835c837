import './privacy-section.css';
import { Cpu, Send } from 'lucide-react';
import type { OperationId } from '../../electron/contract/operations.ts';
import { useAccount } from '../account/account-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useSession } from '../stores/session.ts';
import { operationGroups, operationIcons } from '../studio/operation-list.ts';
import { Switch } from '../ui/inputs.tsx';
import { useSettings } from './use-settings.ts';
import { whoSees } from './who-sees.ts';

/** What stays here, what leaves, and to whom. */
export function PrivacySection() {
  const { t } = useTexts();
  const { settings, change } = useSettings();
  const cloud = useAccount((view) => view.state?.cloud === true);
  return (
    <>
      <div className="settings__card">
        <Switch
          label={<strong>{t('settings.privacy.onDevice')}</strong>}
          hint={t('settings.privacy.onDeviceHint')}
          checked={settings.onDeviceOnly}
          onChange={(onDeviceOnly) => {
            change({ onDeviceOnly });
          }}
        />
        <Switch
          label={<strong>{t('settings.privacy.cache')}</strong>}
          hint={t('settings.privacy.cacheHint')}
          checked={settings.cacheResults}
          onChange={(cacheResults) => {
            change({ cacheResults });
          }}
        />
        {cloud ? (
          <Switch
            label={<strong>{t('sync.thumbnails')}</strong>}
            hint={t('sync.thumbnailsHint')}
            checked={settings.syncThumbnails}
            onChange={(syncThumbnails) => {
              change({ syncThumbnails });
            }}
          />
        ) : null}
      </div>
      <div>
        <h3 className="settings__label">{t('settings.privacy.leaves')}</h3>
        <p className="settings__hint">{t('settings.privacy.leavesHint')}</p>
        <table className="privacy">
          <thead>
            <tr>
              <th scope="col">{t('settings.privacy.operation')}</th>
              <th scope="col">{t('settings.privacy.what')}</th>
              <th scope="col">{t('settings.privacy.whom')}</th>
            </tr>
          </thead>
          <tbody>
            {operationGroups
              .flatMap((group) => group.operations)
              .map((operation) => (
                <AudienceRow key={operation} operation={operation} />
              ))}
          </tbody>
        </table>
      </div>
      <div className="settings__card">
        <h3 className="settings__label">{t('settings.privacy.never')}</h3>
        <p className="settings__hint">{t('settings.privacy.neverText')}</p>
      </div>
    </>
  );
}

function AudienceRow({ operation }: { readonly operation: OperationId }) {
  const { t } = useTexts();
  const { resolved } = useSettings();
  const providers = useSession((state) => state.providers);
  const { here, sentTo, sends } = whoSees(operation, providers, resolved);
  const Icon = operationIcons[operation];
  return (
    <tr>
      <th scope="row">
        <span className="privacy__name">
          <Icon aria-hidden />
          {t(`operation.${operation}.title`)}
        </span>
      </th>
      <td>
        {sends.length === 0
          ? t('settings.privacy.nothing')
          : sends.map((what) => t(`settings.privacy.sends.${what}`)).join(', ')}
      </td>
      <td>
        {here ? (
          <span className="privacy__place privacy__place--here">
            <Cpu aria-hidden />
            {t('settings.privacy.here')}
          </span>
        ) : null}
        {sentTo.length === 0 ? null : (
          <span className="privacy__place">
            <Send aria-hidden />
            {sentTo.map((id) => t(`provider.${id}`)).join(', ')}
          </span>
        )}
        {!here && sentTo.length === 0 ? t('settings.privacy.nobody') : null}
      </td>
    </tr>
  );
}
