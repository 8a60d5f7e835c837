import { Coins } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { showScreen } from '../stores/navigation.ts';
import { planName, usePlans } from './plans-store.ts';

/** In the status line: the plan, and what is left of its credits. */
export function PlanState() {
  const { t, format } = useTexts();
  const { state } = usePlans();
  if (state === null || state.entitlement === null) return null;
  const { plan, credits, stale } = state.entitlement;
  const text = t('plans.line', {
    plan: planName(state, plan),
    credits: format.number(credits.balance),
  });
  return (
    <button
      type="button"
      className={stale || credits.balance === 0 ? 'status-line__warning' : undefined}
      onClick={() => {
        showScreen('plans');
      }}
    >
      <Coins aria-hidden />
      {stale ? t('plans.lineStale', { plan: planName(state, plan) }) : text}
    </button>
  );
}
