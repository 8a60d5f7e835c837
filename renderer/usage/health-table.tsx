import type { ProviderHealth } from '../../electron/contract/usage.ts';
import { useTexts } from '../i18n/i18n.ts';

/** How long each provider took to answer this device, and how often it failed. */
export function HealthTable({ health }: { readonly health: readonly ProviderHealth[] }) {
  const { t, format } = useTexts();
  const time = (ms: number | null): string =>
    ms === null
      ? '–'
      : t('usage.health.seconds', { seconds: format.number(Math.round(ms / 100) / 10) });
  return (
    <div className="usage__card usage__card--wide">
      <table className="health-table">
        <caption>{t('usage.health.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('usage.what')}</th>
            <th scope="col">{t('usage.health.answers')}</th>
            <th scope="col">{t('usage.health.p50')}</th>
            <th scope="col">{t('usage.health.p95')}</th>
            <th scope="col">{t('usage.health.failed')}</th>
          </tr>
        </thead>
        <tbody>
          {health.map(({ provider, answers, failures, p50, p95 }) => (
            <tr key={provider}>
              <th scope="row">{t(`provider.${provider}`)}</th>
              <td>{format.number(answers)}</td>
              <td>{time(p50)}</td>
              <td>{time(p95)}</td>
              <td className={failures > 0 ? 'health-table__failed' : undefined}>
                {format.percent(failures / Math.max(1, answers + failures))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="plans__note">{t('usage.health.note')}</p>
    </div>
  );
}
