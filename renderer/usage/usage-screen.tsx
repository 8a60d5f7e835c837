import './usage.css';
import { BellRing, ChartColumn, Download } from 'lucide-react';
import { useEffect } from 'react';
import type { UsageReport } from '../../electron/contract/usage.ts';
import { useTexts } from '../i18n/i18n.ts';
import { renewsAt } from '../plans/plan-view.ts';
import { usePlans } from '../plans/plans-store.ts';
import { useSession } from '../stores/session.ts';
import { showScreen } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { AlertsCard } from './alerts-card.tsx';
import { DayChart } from './day-chart.tsx';
import { HealthTable } from './health-table.tsx';
import { SpentTable } from './spent-table.tsx';
import { useDueAlerts } from './use-alerts.ts';
import { exportUsage, showPeriod, useUsage } from './usage-store.ts';
import {
  type Period,
  creditsOf,
  forecast,
  periods,
  spanOf,
  spentBy,
  spentByDay,
  totalOf,
} from './usage-view.ts';

/** What the work has cost, where, and how the providers answered. */
export function UsageScreen() {
  const { t } = useTexts();
  const { period, report, readAt, error } = useUsage();
  // What is settled while one looks is in it at once.
  const spent = useSession((state) => state.budget?.month.spent);
  useEffect(() => {
    attempt(() => showPeriod(useUsage.getState().period));
  }, [spent]);
  return (
    <main className="screen usage">
      <header className="screen__head">
        <h1>{t('screen.usage')}</h1>
        <div className="usage__period">
          <Segmented
            label={t('usage.period')}
            value={period}
            options={periods.map((value) => ({ value, label: t(`usage.periods.${value}`) }))}
            onChange={(next) => {
              attempt(() => showPeriod(next));
            }}
          />
        </div>
        <Button
          size="small"
          icon={<Download />}
          disabled={(report?.sums.length ?? 0) === 0}
          onClick={() => {
            attempt(exportUsage);
          }}
        >
          {t('usage.export')}
        </Button>
      </header>
      <div className="screen__page">
        {error === null ? null : <ErrorNote error={error} />}
        {report === null ? null : <Report report={report} period={period} readAt={readAt} />}
      </div>
    </main>
  );
}

interface ReportProps {
  readonly report: UsageReport;
  readonly period: Period;
  readonly readAt: number;
}

function Report({ report, period, readAt }: ReportProps) {
  const { t } = useTexts();
  const today = new Date(readAt);
  const days = spentByDay(report.sums, spanOf(period, today));
  const due = useDueAlerts();
  return (
    <div className="usage__page">
      {due.map((alert) => (
        <div key={alert} className="plan-note plan-note--warning">
          <BellRing aria-hidden />
          <p>{t(`usage.alerts.due.${alert}`)}</p>
        </div>
      ))}
      <Figures report={report} forecast={period === 'month' ? forecast(days, today) : null} />
      {report.sums.length === 0 ? (
        <div className="usage__card usage__card--wide">
          <EmptyState icon={<ChartColumn />} title={t('usage.empty')}>
            <p>{t('usage.emptyText')}</p>
          </EmptyState>
        </div>
      ) : (
        <>
          <section className="usage__card usage__card--wide" aria-labelledby="usage-days">
            <h2 id="usage-days">{t('usage.chart.days')}</h2>
            <DayChart days={days} />
          </section>
          <SpentTable
            title={t('usage.byProvider')}
            rows={spentBy(report.sums, 'provider')}
            nameOf={(name) => t(`provider.${name}` as 'provider.openai', { defaultValue: name })}
          />
          <SpentTable
            title={t('usage.byOperation')}
            rows={spentBy(report.sums, 'operation')}
            nameOf={(name) =>
              t(`operation.${name}.title` as 'operation.describe.title', { defaultValue: name })
            }
          />
        </>
      )}
      {report.health.length === 0 ? null : <HealthTable health={report.health} />}
      <AlertsCard />
    </div>
  );
}

interface FiguresProps {
  readonly report: UsageReport;
  readonly forecast: number | null;
}

function Figures({ report: { sums }, forecast: expected }: FiguresProps) {
  const { t, format } = useTexts();
  const plans = usePlans((view) => view.state);
  const total = totalOf(sums);
  const elsewhere = totalOf(sums.filter((sum) => sum.elsewhere));
  const simulated = sums.some((sum) => sum.simulated);
  const renewal = plans === null ? null : renewsAt(plans);
  const credits = plans?.entitlement?.credits ?? null;
  return (
    <dl className="usage__figures">
      <div>
        <dt>{t('usage.own')}</dt>
        <dd>{format.money(total.own)}</dd>
        {simulated ? <dd className="usage__aside">{t('usage.simulated')}</dd> : null}
      </div>
      <div>
        <dt>{t('usage.creditsUsed')}</dt>
        <dd>{format.number(creditsOf(total))}</dd>
        {elsewhere.requests > 0 ? (
          <dd className="usage__aside">{t('usage.elsewhere', { count: elsewhere.requests })}</dd>
        ) : null}
      </div>
      {expected === null ? null : (
        <div>
          <dt>{t('usage.forecast')}</dt>
          <dd>≈ {format.money(expected)}</dd>
          <dd className="usage__aside">{t('usage.forecastText')}</dd>
        </div>
      )}
      {credits === null ? null : (
        <div>
          <dt>{t('usage.creditsLeft')}</dt>
          <dd>{format.number(credits.balance)}</dd>
          <dd className="usage__aside">
            {renewal === null ? '' : `${t('plans.newOn', { date: format.day(renewal) })} `}
            <LinkButton
              onClick={() => {
                showScreen('plans');
              }}
            >
              {t('action.see-plans')}
            </LinkButton>
          </dd>
        </div>
      )}
    </dl>
  );
}
