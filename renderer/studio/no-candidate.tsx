import { useTexts } from '../i18n/i18n.ts';
import type { Route } from '../../electron/contract/receipt.ts';
import { showSettings } from '../settings/section.ts';
import { changeSettings, useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { wayOut } from './way-out.ts';

/** Nobody can do the work: why, in the nearest case, and the button that changes it. */
export function NoCandidate({ route }: { readonly route: Route }) {
  const { t } = useTexts();
  const onDeviceOnly = useSession((state) => state.settings?.onDeviceOnly === true);
  const way = wayOut(route, onDeviceOnly);
  if (way === null) return <p className="route__none">{t('route.none')}</p>;
  return (
    <div className="route__none">
      <p>{t(`route.wayOut.${way}.text`)}</p>
      <div className="route__action">
        <Button
          size="small"
          onClick={() => {
            if (way === 'use-cloud') attempt(() => changeSettings({ onDeviceOnly: false }));
            else showSettings(way);
          }}
        >
          {t(`route.wayOut.${way}.button`)}
        </Button>
      </div>
    </div>
  );
}
