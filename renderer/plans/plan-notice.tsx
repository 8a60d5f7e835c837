import { CalendarClock, TriangleAlert, WifiOff } from 'lucide-react';
import type { BillingState } from '../../electron/contract/billing.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { noticeOf } from './plan-view.ts';
import { planName, refreshPlans } from './plans-store.ts';

/** What one should know of one's plan before anything else. */
export function PlanNoticeNote({ state }: { readonly state: BillingState }) {
  const { t, format } = useTexts();
  const { entitlement, selling } = state;
  const subscription = entitlement?.subscription ?? null;
  const day = (at: number | null | undefined): string =>
    at === null || at === undefined ? '' : format.day(at);
  const notice = noticeOf(state);
  switch (notice) {
    case 'none':
      return null;
    case 'stale':
    case 'offline':
      return (
        <div className="plan-note plan-note--warning">
          <WifiOff aria-hidden />
          <p>
            {entitlement === null
              ? t('plans.notice.unknown')
              : t(`plans.notice.${notice}`, {
                  plan: planName(state, subscription?.plan ?? entitlement.plan),
                  date: format.date(entitlement.checkedAt),
                })}
            {notice === 'offline' && typeof entitlement?.offlineUntil === 'number'
              ? ` ${t('plans.notice.grace', { date: day(entitlement.offlineUntil) })}`
              : ''}
          </p>
          <Button
            size="small"
            onClick={() => {
              attempt(refreshPlans);
            }}
          >
            {t('plans.notice.retry')}
          </Button>
        </div>
      );
    case 'past-due':
      return (
        <div className="plan-note plan-note--warning">
          <TriangleAlert aria-hidden />
          <p>{t('plans.notice.pastDue', { date: day(entitlement?.validUntil) })}</p>
          {selling?.portal === true ? (
            <Button
              size="small"
              look="primary"
              onClick={() => {
                attempt(() => call('billing.portal', undefined));
              }}
            >
              {t('plans.notice.card')}
            </Button>
          ) : null}
        </div>
      );
    case 'ending':
    case 'pending':
    case 'trial':
      return (
        <div className="plan-note">
          <CalendarClock aria-hidden />
          <p>
            {t(`plans.notice.${notice}`, {
              date: day(subscription?.periodEnd),
              plan: planName(state, subscription?.pendingPlan ?? subscription?.plan ?? ''),
            })}
          </p>
        </div>
      );
  }
}
