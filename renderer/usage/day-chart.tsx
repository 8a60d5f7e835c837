import { useTexts } from '../i18n/i18n.ts';
import { type SpentOf, creditsOf, midnightOf, worth } from './usage-view.ts';

/** Units of the drawing: it is stretched to the place it gets. */
const step = 10;
const height = 100;

/** What each day has cost: a bar a day, own keys below and credits above, and a table behind. */
export function DayChart({ days }: { readonly days: readonly SpentOf[] }) {
  const { t, format } = useTexts();
  const most = Math.max(...days.map(worth), 1);
  const first = days[0];
  const last = days.at(-1);
  const tall = (sum: number): number => (Math.max(0, sum) / most) * height;
  return (
    <figure className="day-chart">
      <p className="day-chart__most" aria-hidden>
        {format.money(most)}
      </p>
      <svg
        className="day-chart__bars"
        viewBox={`0 0 ${days.length * step} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('usage.chart.days')}
      >
        {days.map((day, place) => (
          <g key={day.name}>
            <title>{`${format.day(midnightOf(day.name))}: ${format.money(worth(day))}`}</title>
            <rect
              className="day-chart__space"
              x={place * step}
              y={0}
              width={step}
              height={height}
            />
            <rect
              className="day-chart__own"
              x={place * step + 1.5}
              y={height - tall(day.own)}
              width={step - 3}
              height={tall(day.own)}
            />
            <rect
              className="day-chart__credits"
              x={place * step + 1.5}
              y={height - tall(day.own) - tall(day.credits)}
              width={step - 3}
              height={tall(day.credits)}
            />
          </g>
        ))}
      </svg>
      <figcaption>
        <span>{first ? format.day(midnightOf(first.name)) : ''}</span>
        <span className="day-chart__key">
          <span className="day-chart__mark day-chart__mark--own" aria-hidden />
          {t('usage.own')}
          <span className="day-chart__mark day-chart__mark--credits" aria-hidden />
          {t('usage.credits')}
        </span>
        <span>{last ? format.day(midnightOf(last.name)) : ''}</span>
      </figcaption>
      <details className="usage__table">
        <summary>{t('usage.asTable')}</summary>
        <table>
          <caption className="visually-hidden">{t('usage.chart.days')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('usage.day')}</th>
              <th scope="col">{t('usage.own')}</th>
              <th scope="col">{t('usage.credits')}</th>
              <th scope="col">{t('usage.requests')}</th>
            </tr>
          </thead>
          <tbody>
            {days
              .filter(({ requests, own, credits }) => requests > 0 || own !== 0 || credits !== 0)
              .map((day) => (
                <tr key={day.name}>
                  <th scope="row">{format.day(midnightOf(day.name))}</th>
                  <td>{format.money(day.own)}</td>
                  <td>{format.number(creditsOf(day))}</td>
                  <td>{format.number(day.requests)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
