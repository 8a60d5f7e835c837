import { LoaderCircle } from 'lucide-react';
import type { BillingState } from '../../electron/contract/billing.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';

/** A payment is under way: where, and how to go on elsewhere or leave it. */
export function CheckoutNote({ checkout }: Pick<BillingState, 'checkout'>) {
  const { t } = useTexts();
  if (checkout === 'none') return null;
  return (
    <div className="plan-note">
      <LoaderCircle aria-hidden />
      <p role="status">{t(`plans.checkout.${checkout}`)}</p>
      {checkout === 'window' ? (
        <Button
          size="small"
          onClick={() => {
            attempt(() => call('billing.open-in-browser', undefined));
          }}
        >
          {t('plans.inBrowser')}
        </Button>
      ) : null}
      <Button
        size="small"
        look="quiet"
        onClick={() => {
          attempt(() => call('billing.close-checkout', undefined));
        }}
      >
        {t('plans.checkout.leave')}
      </Button>
    </div>
  );
}
