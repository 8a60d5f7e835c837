import './margins.css';
import { ChartColumn } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';
import type { Margin, MarginReport } from '../../electron/contract/margins.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

/** What the managed gateway earned and bore in the last 30 days. */
export function MarginsPanel() {
  const { t, format } = useTexts();
  const [report, setReport] = useState<MarginReport | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let shown = true;
    call('admin.margins', undefined).then(
      (read) => {
        if (shown) setReport(read);
      },
      (thrown: unknown) => {
        if (shown) setError(toAppError(thrown));
      },
    );
    return () => {
      shown = false;
    };
  }, []);
  return (
    <div className="screen__page">
      <div className="margins">
        {error === null ? null : <ErrorNote error={error} />}
        {report === null ? null : (
          <>
            <h2>{t('admin.margins.since', { day: format.day(Date.parse(report.since)) })}</h2>
            {report.margins.length === 0 ? (
              <EmptyState icon={<ChartColumn />} title={t('admin.margins.empty')}>
                <p>{t('admin.margins.emptyText')}</p>
              </EmptyState>
            ) : (
              <>
                <Figures margins={report.margins} />
                <MarginsTable margins={report.margins} />
              </>
            )}
          </>
        )}
      </div>
    </div>
  );
}

interface MarginsProps {
  readonly margins: readonly Margin[];
}

function Figures({ margins }: MarginsProps) {
  const { t, format } = useTexts();
  const sum = (of: 'worth' | 'cost' | 'margin' | 'unsure'): number =>
    margins.reduce((total, margin) => total + margin[of], 0);
  const [worth, margin, unsure] = [sum('worth'), sum('margin'), sum('unsure')];
  return (
    <dl className="margins__figures">
      <div>
        <dt>{t('admin.margins.earned')}</dt>
        <dd>{format.money(worth)}</dd>
      </div>
      <div>
        <dt>{t('admin.margins.cost')}</dt>
        <dd>{format.money(sum('cost'))}</dd>
      </div>
      <div>
        <dt>{t('admin.margins.margin')}</dt>
        <dd className={margin < 0 ? 'margins__loss' : undefined}>{format.money(margin)}</dd>
        {worth > 0 ? <dd className="margins__aside">{format.percent(margin / worth)}</dd> : null}
      </div>
      {unsure === 0 ? null : (
        <div>
          <dt>{t('admin.margins.unsure')}</dt>
          <dd>{format.money(unsure)}</dd>
          <dd className="margins__aside">{t('admin.margins.unsureText')}</dd>
        </div>
      )}
    </dl>
  );
}

function MarginsTable({ margins }: MarginsProps) {
  const { t, format } = useTexts();
  return (
    <table className="margins__table">
      <thead>
        <tr>
          <th scope="col">{t('admin.margins.what')}</th>
          <th scope="col">{t('admin.margins.requests')}</th>
          <th scope="col">{t('admin.margins.cached')}</th>
          <th scope="col">{t('admin.margins.failed')}</th>
          <th scope="col">{t('admin.margins.earned')}</th>
          <th scope="col">{t('admin.margins.cost')}</th>
          <th scope="col">{t('admin.margins.margin')}</th>
        </tr>
      </thead>
      <tbody>
        {margins.map(({ model, operation, requests, cached, failed, worth, cost, margin }) => (
          <tr key={`${model} ${operation}`}>
            <th scope="row">
              {model ?? t('admin.margins.nobody')}{' '}
              <span className="margins__aside">
                {t(`operation.${operation}.title` as 'operation.describe.title', {
                  defaultValue: operation,
                })}
              </span>
            </th>
            <td>{format.number(requests)}</td>
            <td>{format.number(cached)}</td>
            <td>{format.number(failed)}</td>
            <td>{format.money(worth)}</td>
            <td>{format.money(cost)}</td>
            <td className={margin < 0 ? 'margins__loss' : undefined}>{format.money(margin)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
