import { Check } from 'lucide-react';
import { useState } from 'react';
import type { BillingInterval, BillingState, Plan } from '../../electron/contract/billing.ts';
import { startSignIn } from '../account/account-store.ts';
import { useSubmit } from '../account/use-submit.ts';
import { call } from '../bridge.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { BuyButtons } from './buy-buttons.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { type PlanAction, actionFor } from './plan-view.ts';

interface PlanCardProps {
  readonly plan: Plan;
  readonly interval: BillingInterval;
  readonly state: BillingState;
}

/** One plan: its price, what it gives, and the one thing that can be done with it now. */
export function PlanCard({ plan, interval, state }: PlanCardProps) {
  const { t, format } = useTexts();
  const action = actionFor(plan, interval, state);
  const cents = interval === 'month' ? plan.monthlyCents : plan.yearlyCents / 12;
  const isCurrent = action.action === 'current';
  return (
    <li className={isCurrent ? 'plan-card plan-card--current' : 'plan-card'}>
      <h3>
        {plan.name}
        {isCurrent ? <Badge tone="accent">{t('plans.current')}</Badge> : null}
      </h3>
      <p className="plan-card__price">
        <strong>{format.money(cents * 10_000)}</strong> {t('plans.perMonth')}
      </p>
      <p className="plan-card__billed">
        {plan.monthlyCents === 0
          ? t('plans.free')
          : interval === 'month'
            ? t('plans.billedMonthly')
            : t('plans.billedYearly', { sum: format.money(plan.yearlyCents * 10_000) })}
      </p>
      {action.action === 'buy' && action.trialDays > 0 ? (
        <p className="plan-card__trial">
          {t('plans.trialFirst', {
            count: action.trialDays,
            credits: format.number(plan.trialCredits),
          })}
        </p>
      ) : null}
      <ul className="plan-card__gives">
        <Given>{t('plans.gives.credits', { credits: format.number(plan.monthlyCredits) })}</Given>
        <Given>{t('plans.gives.devices', { devices: format.number(plan.devices) })}</Given>
        <Given>{t('plans.gives.rate', { rate: format.number(plan.requestsPerMinute) })}</Given>
        {plan.features.includes('batch-recipes') ? (
          <Given>{t('plans.gives.batch', { images: format.number(plan.batchImages) })}</Given>
        ) : null}
        {plan.features
          .map((feature) => featureText(feature, t))
          .filter((text) => text !== '')
          .map((text) => (
            <Given key={text}>{text}</Given>
          ))}
      </ul>
      <PlanButton plan={plan} action={action} state={state} />
    </li>
  );
}

/** Empty for what a newer cloud gives and this window has no words for. */
function featureText(feature: string, t: Texts): string {
  return t(`plans.feature.${feature}` as 'plans.feature.sync', { defaultValue: '' });
}

function Given({ children }: { readonly children: string }) {
  return (
    <li>
      <Check aria-hidden /> {children}
    </li>
  );
}

interface PlanButtonProps {
  readonly plan: Plan;
  readonly action: PlanAction;
  readonly state: BillingState;
}

function PlanButton({ plan, action, state }: PlanButtonProps) {
  const { t } = useTexts();
  const { busy, error, submit } = useSubmit();
  const [asking, setAsking] = useState(false);
  const isPaying = state.checkout !== 'none';
  switch (action.action) {
    case 'none':
    case 'current':
      return null;
    case 'pending':
      return <p className="plan-card__later">{t('plans.comes')}</p>;
    case 'sign-in':
      return (
        <Button
          onClick={() => {
            startSignIn();
          }}
        >
          {t('plans.signIn')}
        </Button>
      );
    case 'buy':
      return (
        <BuyButtons
          label={
            action.trialDays > 0
              ? t('plans.tryIt', { plan: plan.name, count: action.trialDays })
              : t('plans.upgrade', { plan: plan.name })
          }
          what={plan.name}
          look="primary"
          isPaying={isPaying}
          onBuy={(place) => {
            const { plan: id, interval } = action;
            return call('billing.upgrade', { plan: id, interval, in: place });
          }}
        />
      );
    case 'change':
      return (
        <div className="plan-card__buy">
          <Button
            look={action.when === 'now' ? 'primary' : 'normal'}
            disabled={busy || isPaying}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('plans.change', { plan: plan.name })}
          </Button>
          {error === null ? null : <ErrorNote error={error} />}
          {asking ? (
            <ChangeDialog
              plan={plan}
              action={action}
              state={state}
              onConfirm={() => {
                const { plan: id, interval, when } = action;
                submit(() => call('billing.change-plan', { plan: id, interval, when }));
              }}
              onClose={() => {
                setAsking(false);
              }}
            />
          ) : null}
        </div>
      );
  }
}
