import { type CSSProperties, useState } from 'react';
import type { BillingState, Entitlement } from '../../electron/contract/billing.ts';
import { useSubmit } from '../account/use-submit.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showScreen } from '../stores/navigation.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { CheckoutNote } from './checkout-note.tsx';
import { DuplicateNotes } from './duplicate-notes.tsx';
import { PlanNoticeNote } from './plan-notice.tsx';
import { monthlyUse, renewsAt } from './plan-view.ts';
import { planName } from './plans-store.ts';

/** The plan that counts now: until when, with how many credits, and what can be done with it. */
export function CurrentPlan({ state }: { readonly state: BillingState }) {
  const { t } = useTexts();
  const { entitlement } = state;
  return (
    <section className="current-plan" aria-labelledby="current-plan">
      <h2 id="current-plan">{t('plans.yours')}</h2>
      <div className="current-plan__card">
        <CheckoutNote checkout={state.checkout} />
        <PlanNoticeNote state={state} />
        <DuplicateNotes state={state} />
        {entitlement === null ? (
          <p className="current-plan__nobody">{t('plans.nobody')}</p>
        ) : (
          <>
            <PlanLine state={state} entitlement={entitlement} />
            <Credits state={state} entitlement={entitlement} />
            <PlanButtons state={state} entitlement={entitlement} />
          </>
        )}
      </div>
    </section>
  );
}

interface PartProps {
  readonly state: BillingState;
  readonly entitlement: Entitlement;
}

function PlanLine({ state, entitlement }: PartProps) {
  const { t, format } = useTexts();
  const { subscription } = entitlement;
  return (
    <p className="current-plan__name">
      <strong>{planName(state, entitlement.plan)}</strong>
      {subscription?.status === 'trialing' ? <Badge tone="accent">{t('plans.trial')}</Badge> : null}
      {subscription?.status === 'past_due' ? (
        <Badge tone="warning">{t('plans.pastDue')}</Badge>
      ) : null}
      {subscription?.cancelAtPeriodEnd === true ? <Badge>{t('plans.cancelled')}</Badge> : null}
      {subscription === null ||
      subscription.periodEnd === null ||
      subscription.status === 'past_due' ? null : (
        <span>
          {subscription.cancelAtPeriodEnd
            ? t('plans.endsOn', { date: format.day(subscription.periodEnd) })
            : t('plans.renewsOn', { date: format.day(subscription.periodEnd) })}
        </span>
      )}
    </p>
  );
}

function Credits({ state, entitlement }: PartProps) {
  const { t, format } = useTexts();
  const { balance, held, lots } = entitlement.credits;
  const use = monthlyUse(state);
  const renewal = renewsAt(state);
  return (
    <div className="credits">
      <p className="credits__balance">
        <strong>{format.number(balance)}</strong> {t('plans.creditsLeft', { count: balance })}
        {held > 0 ? ` · ${t('plans.creditsHeld', { credits: format.number(held) })}` : ''}
      </p>
      {use === null ? null : (
        <>
          <div
            className="credits__bar"
            role="meter"
            aria-label={t('plans.usedThisMonth')}
            aria-valuemin={0}
            aria-valuemax={use.of}
            aria-valuenow={use.used}
            style={{ '--used': use.used / use.of } as CSSProperties}
          />
          <p className="plans__note">
            {t('plans.usedOf', { used: format.number(use.used), of: format.number(use.of) })}
            {renewal === null ? '' : ` ${t('plans.newOn', { date: format.day(renewal) })}`}{' '}
            <LinkButton
              onClick={() => {
                showScreen('usage');
              }}
            >
              {t('plans.seeUsage')}
            </LinkButton>
          </p>
        </>
      )}
      {lots.length < 2 ? null : (
        <ul className="credits__lots">
          {lots.map((lot, place) => (
            <li key={place}>
              <span>{t(`plans.lot.${lot.kind}`)}</span>
              <span>{format.number(lot.remaining)}</span>
              <span>
                {lot.expiresAt === null
                  ? t('plans.lot.lasts')
                  : t('plans.lot.until', { date: format.day(lot.expiresAt) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function PlanButtons({ state, entitlement }: PartProps) {
  const { t, format } = useTexts();
  const { busy, error, submit } = useSubmit();
  const [asking, setAsking] = useState(false);
  const { subscription } = entitlement;
  if (subscription === null || state.selling === null) return null;
  const { cancelAtPeriodEnd, periodEnd } = subscription;
  const date = periodEnd === null ? '' : format.day(periodEnd);
  return (
    <>
      <div className="current-plan__buttons">
        {state.selling.portal ? (
          <Button
            disabled={busy}
            onClick={() => {
              submit(() => call('billing.portal', undefined));
            }}
          >
            {t('plans.portal')}
          </Button>
        ) : null}
        {cancelAtPeriodEnd ? (
          <Button
            look="primary"
            disabled={busy}
            onClick={() => {
              submit(() => call('billing.resume', undefined));
            }}
          >
            {t('plans.resume')}
          </Button>
        ) : (
          <Button
            look="quiet"
            disabled={busy}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('plans.cancel')}
          </Button>
        )}
      </div>
      {error === null ? null : <ErrorNote error={error} />}
      {asking ? (
        <Confirm
          title={t('plans.cancelTitle', { plan: planName(state, subscription.plan) })}
          action={t('plans.cancel')}
          onConfirm={async () => {
            submit(() => call('billing.cancel', undefined));
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>{t('plans.cancelText', { date })}</p>
          <p>{t('plans.cancelSafe')}</p>
        </Confirm>
      ) : null}
    </>
  );
}
