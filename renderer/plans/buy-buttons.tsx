import { useSubmit } from '../account/use-submit.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

interface BuyButtonsProps {
  readonly label: string;
  /** What it is, for those who hear the second button alone. */
  readonly what: string;
  readonly look: 'primary' | 'normal';
  readonly isPaying: boolean;
  readonly onBuy: (place: 'window' | 'browser') => Promise<unknown>;
}

/** Opens the checkout: in the app's window, or in the browser. */
export function BuyButtons({ label, what, look, isPaying, onBuy }: BuyButtonsProps) {
  const { t } = useTexts();
  const { busy, error, submit } = useSubmit();
  return (
    <div className="plan-card__buy">
      <Button
        look={look}
        disabled={busy || isPaying}
        onClick={() => {
          submit(() => onBuy('window'));
        }}
      >
        {busy ? t('plans.opening') : label}
      </Button>
      <Button
        look="quiet"
        size="small"
        disabled={busy || isPaying}
        aria-label={t('plans.upgradeInBrowser', { plan: what })}
        onClick={() => {
          submit(() => onBuy('browser'));
        }}
      >
        {t('plans.inBrowser')}
      </Button>
      {error === null ? null : <ErrorNote error={error} />}
    </div>
  );
}
