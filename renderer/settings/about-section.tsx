import './about-section.css';
import { Aperture, ExternalLink } from 'lucide-react';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useBrand } from '../stores/configuration.ts';
import { useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';

const limits = ['people', 'models', 'prices', 'simulated', 'raw', 'sync'] as const;

/** Version, licences, and what the product cannot do. */
export function AboutSection() {
  const { t } = useTexts();
  const brand = useBrand();
  const info = useSession((state) => state.info);
  return (
    <>
      <div className="settings__card about">
        <span className="rail__mark" aria-hidden>
          <Aperture />
        </span>
        <div>
          <strong>{brand.name}</strong>
          <p className="selectable">
            {info
              ? t('settings.about.version', { version: info.version, platform: info.platform })
              : ''}
          </p>
        </div>
        <Button
          icon={<ExternalLink />}
          onClick={() => {
            attempt(() => call('app.open-external', brand.website));
          }}
        >
          {t('settings.about.website')}
        </Button>
      </div>
      <div>
        <h3 className="settings__label">{t('settings.about.limits')}</h3>
        <ul className="about__limits">
          {limits.map((limit) => (
            <li key={limit}>{t(`settings.about.limit.${limit}`)}</li>
          ))}
        </ul>
      </div>
      <div>
        <h3 className="settings__label">{t('settings.about.licences')}</h3>
        <p className="settings__hint">{t('settings.about.licencesText', { name: brand.name })}</p>
      </div>
    </>
  );
}
