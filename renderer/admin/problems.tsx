import { CircleAlert } from 'lucide-react';
import type { ConfigProblem } from '../../electron/contract/config-channels.ts';
import { type ConfigPath, describeField } from '../../electron/contract/config-fields.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';

/** What is wrong with a document, each with its place; the fields say it too. */
export function Problems({ problems }: { readonly problems: readonly ConfigProblem[] }) {
  const { t } = useTexts();
  if (problems.length === 0) return null;
  return (
    <div className="admin-problems">
      <CircleAlert aria-hidden />
      <div>
        <p>
          <strong>{t('admin.problems', { count: problems.length })}</strong>
        </p>
        <ul>
          {problems.map(({ path, message }) => (
            <li key={JSON.stringify([path, message])}>
              {t('admin.problemAt', { place: placeName(path, t), message })}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** "Providers › OpenAI › Host" */
export function placeName(path: ConfigPath, t: Texts): string {
  if (path.length === 0) return t('admin.wholeDocument');
  return path.map((_, index) => describeField(path.slice(0, index + 1)).title).join(' › ');
}
