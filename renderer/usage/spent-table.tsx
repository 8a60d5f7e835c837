import type { CSSProperties } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { type SpentOf, creditsOf, worth } from './usage-view.ts';

interface SpentTableProps {
  readonly title: string;
  readonly rows: readonly SpentOf[];
  readonly nameOf: (name: string) => string;
}

/** What each has cost, with a bar to compare by. */
export function SpentTable({ title, rows, nameOf }: SpentTableProps) {
  const { t, format } = useTexts();
  const most = Math.max(...rows.map(worth), 1);
  return (
    <div className="usage__card">
      <table className="spent-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('usage.what')}</th>
            <th scope="col">{t('usage.own')}</th>
            <th scope="col">{t('usage.credits')}</th>
            <th scope="col">{t('usage.requests')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.name}
              style={{ '--share': Math.max(0, worth(row) / most) } as CSSProperties}
            >
              <th scope="row">{nameOf(row.name)}</th>
              <td>{format.money(row.own)}</td>
              <td>{format.number(creditsOf(row))}</td>
              <td>{format.number(row.requests)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
