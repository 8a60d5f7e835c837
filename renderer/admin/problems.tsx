import { CircleAlert } from 'lucide-react';
import type { ConfigProblem } from '../../electron/contract/config-channels.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { useTexts } from '../i18n/i18n.ts';

/** What is wrong with a document, each with its place; the fields say it too. */
export function Problems({ problems }: { readonly problems: readonly ConfigProblem[] }) {
  const { t } = useTexts();
  const { placeOf } = useFieldWords();
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
              {t('admin.problemAt', { place: placeOf(path), message })}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
