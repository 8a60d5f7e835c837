import './welcome.css';
import { Aperture, CircleUser, Cpu, KeyRound, Sparkles } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useAccount } from '../account/account-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useBrand } from '../stores/configuration.ts';
import { showScreen } from '../stores/navigation.ts';
import { changeSettings } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { addSamples } from '../studio/ingest.ts';
import { startTour } from '../tour/tour-store.ts';
import { Button } from '../ui/button.tsx';

/** The first run: where the work shall be done. Each choice can be changed in Settings. */
export function Welcome() {
  const { t } = useTexts();
  const brand = useBrand();
  const cloud = useAccount((view) => view.state?.cloud === true);
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog welcome"
      aria-labelledby="welcome-title"
      onCancel={(event) => {
        // React takes the dialog away once the answer is kept.
        event.preventDefault();
        attempt(() => changeSettings({ welcomed: true }));
      }}
    >
      <div className="welcome__body">
        <div className="rail__mark" aria-hidden>
          <Aperture />
        </div>
        <h1 id="welcome-title">{t('welcome.title', { name: brand.name })}</h1>
        <p className="welcome__lead">{t('welcome.lead')}</p>
        <div className="welcome__choices">
          <button
            type="button"
            className="welcome__choice welcome__choice--first"
            onClick={() => {
              attempt(async () => {
                await changeSettings({ welcomed: true, onDeviceOnly: true });
                await addSamples();
                startTour();
              });
            }}
          >
            <Sparkles aria-hidden />
            <strong>{t('samples.welcome.title')}</strong>
            <span>{t('samples.welcome.text')}</span>
          </button>
          <button
            type="button"
            className="welcome__choice"
            onClick={() => {
              attempt(() => changeSettings({ welcomed: true, onDeviceOnly: true }));
            }}
          >
            <Cpu aria-hidden />
            <strong>{t('welcome.device.title')}</strong>
            <span>{t('welcome.device.text')}</span>
          </button>
          <button
            type="button"
            className="welcome__choice"
            onClick={() => {
              attempt(async () => {
                await changeSettings({ welcomed: true, onDeviceOnly: false });
                showScreen('settings');
              });
            }}
          >
            <KeyRound aria-hidden />
            <strong>{t('welcome.keys.title')}</strong>
            <span>{t('welcome.keys.text')}</span>
          </button>
          <button
            type="button"
            className="welcome__choice"
            disabled={!cloud}
            onClick={() => {
              attempt(async () => {
                await changeSettings({ welcomed: true });
                showScreen('account');
              });
            }}
          >
            <CircleUser aria-hidden />
            <strong>{t('welcome.account.title')}</strong>
            <span>{cloud ? t('welcome.account.text') : t('welcome.account.none')}</span>
          </button>
        </div>
        <div className="welcome__end">
          <p className="welcome__note">{t('welcome.note')}</p>
          <Button
            look="quiet"
            onClick={() => {
              attempt(() => changeSettings({ welcomed: true }));
            }}
          >
            {t('samples.welcome.later')}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
