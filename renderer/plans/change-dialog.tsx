import type { BillingState, Plan } from '../../electron/contract/billing.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { PlanAction } from './plan-view.ts';

interface ChangeDialogProps {
  readonly plan: Plan;
  readonly action: Extract<PlanAction, { action: 'change' }>;
  readonly state: BillingState;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says what a change of plan costs and when, before anything is charged. */
export function ChangeDialog({ plan, action, state, onConfirm, onClose }: ChangeDialogProps) {
  const { t, format } = useTexts();
  const { interval, when } = action;
  const periodEnd = state.entitlement?.subscription?.periodEnd ?? null;
  const price = format.money(
    (interval === 'month' ? plan.monthlyCents : plan.yearlyCents) * 10_000,
  );
  return (
    <Dialog
      title={t('plans.changeTitle', { plan: plan.name })}
      width={460}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {when === 'now' ? t('plans.changeNow') : t('plans.changeLater')}
          </Button>
        </>
      }
    >
      <div className="dialog__content confirm">
        <p>
          {when === 'now'
            ? t('plans.nowText', { plan: plan.name })
            : t('plans.laterText', {
                plan: plan.name,
                date: periodEnd === null ? '' : format.day(periodEnd),
              })}
        </p>
        <p>
          {interval === 'month'
            ? t('plans.afterMonth', { price })
            : t('plans.afterYear', { price })}
        </p>
      </div>
    </Dialog>
  );
}
