import type { BillingState } from '../../electron/contract/billing.ts';
import { startSignIn } from '../account/account-store.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { BuyButtons } from './buy-buttons.tsx';
import { packsFor } from './plan-view.ts';

/** Credits that are bought once, for when the month's are not enough. */
export function PackCards({ state }: { readonly state: BillingState }) {
  const { t, format } = useTexts();
  const packs = packsFor(state);
  if (packs.length === 0) return null;
  return (
    <section className="plans__offers" aria-labelledby="plans-packs">
      <h2 id="plans-packs">{t('plans.packs')}</h2>
      <ul className="plans__cards">
        {packs.map(({ id, cents, credits, validDays }) => {
          const name = t('plans.pack', { credits: format.number(credits) });
          return (
            <li key={id} className="plan-card">
              <h3>{name}</h3>
              <p className="plan-card__price">
                <strong>{format.money(cents * 10_000)}</strong> {t('plans.once')}
              </p>
              <p className="plan-card__billed">{t('plans.packLasts', { count: validDays })}</p>
              {state.entitlement === null ? (
                <Button
                  onClick={() => {
                    startSignIn();
                  }}
                >
                  {t('plans.signInToBuy')}
                </Button>
              ) : (
                <BuyButtons
                  label={t('plans.buyPack', { credits: format.number(credits) })}
                  what={name}
                  look="normal"
                  isPaying={state.checkout !== 'none'}
                  onBuy={(place) => call('billing.top-up', { pack: id, in: place })}
                />
              )}
            </li>
          );
        })}
      </ul>
      <p className="plans__note">{t('plans.packsNote')}</p>
    </section>
  );
}
