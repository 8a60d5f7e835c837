import { Undo2 } from 'lucide-react';
import type { BillingState } from '../../electron/contract/billing.ts';
import { useTexts } from '../i18n/i18n.ts';
import { planName } from './plans-store.ts';

/** Who paid twice, or tried a second time, hears what came of it, and of the money. */
export function DuplicateNotes({ state }: { readonly state: BillingState }) {
  const { t, format } = useTexts();
  return (state.entitlement?.duplicates ?? []).map(({ plan, reason, refundedCents }, place) => {
    const values = {
      plan: planName(state, plan),
      sum: format.money((refundedCents ?? 0) * 10_000),
    };
    return (
      <div key={place} className="plan-note">
        <Undo2 aria-hidden />
        <p>
          {t(`plans.duplicate.${reason}`, values)}{' '}
          {refundedCents === null
            ? t('plans.duplicate.onItsWay')
            : refundedCents === 0
              ? t('plans.duplicate.nothingPaid')
              : t('plans.duplicate.refunded', values)}
        </p>
      </div>
    );
  });
}
