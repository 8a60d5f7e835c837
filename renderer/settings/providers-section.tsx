import './providers-section.css';
import { TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { refreshProviders, useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { ProviderCard } from './provider-card.tsx';
import { providersToShow } from './provider-view.ts';

/** Who can do the work: keys, health, models. */
export function ProvidersSection() {
  const { t } = useTexts();
  const providers = useSession((state) => state.providers);
  const keysPersist = useSession((state) => state.info?.keysPersist ?? true);
  useEffect(() => {
    attempt(refreshProviders);
  }, []);
  return (
    <>
      {keysPersist ? null : (
        <p className="settings-note settings-note--warning" role="note">
          <TriangleAlert aria-hidden />
          {t('settings.keys.notKept')}
        </p>
      )}
      <ul className="provider-cards">
        {providersToShow(providers).map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
      </ul>
    </>
  );
}
