import { BookmarkPlus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { IconButton } from '../ui/button.tsx';
import { type Section, sections } from './controls.ts';
import { goTo, useEditor } from './edit-store.ts';
import { SnapshotForm, SnapshotList } from './snapshots.tsx';

/** Every step, the newest first: a click goes there. And what was kept under a name. */
export function HistoryList() {
  const { t, format } = useTexts();
  const state = useEditor((editor) => editor.state);
  const [naming, setNaming] = useState(false);
  if (state === null) return null;
  const last = state.steps.findLast(({ undone }) => !undone)?.sequence ?? 0;
  const nameOf = (paths: readonly string[]): string => {
    const touched = sections.filter((section) => paths.some((path) => sectionOf(path) === section));
    return touched.map((section) => t(`editor.section.${section}`)).join(', ');
  };
  return (
    <section className="edit-section">
      <header className="edit-section__head">
        <h2 className="edit-section__title">{t('editor.history')}</h2>
        <IconButton
          label={t('editor.keepSnapshot')}
          icon={<BookmarkPlus />}
          aria-expanded={naming}
          onClick={() => {
            setNaming(!naming);
          }}
        />
      </header>
      {naming ? (
        <SnapshotForm
          snapshots={state.snapshots}
          onKept={() => {
            setNaming(false);
          }}
        />
      ) : null}
      {state.snapshots.length > 0 ? <SnapshotList snapshots={state.snapshots} /> : null}
      <ol className="edit-history" aria-label={t('editor.history')}>
        {state.steps.toReversed().map(({ sequence, paths, undone, changedAt }) => (
          <li key={sequence}>
            <button
              type="button"
              className={undone ? 'edit-step edit-step--undone' : 'edit-step'}
              aria-current={sequence === last ? 'step' : undefined}
              onClick={() => {
                attempt(() => goTo(sequence));
              }}
            >
              <span>{nameOf(paths)}</span>
              <time>{format.time(changedAt)}</time>
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className="edit-step"
            aria-current={last === 0 ? 'step' : undefined}
            onClick={() => {
              attempt(() => goTo(0));
            }}
          >
            {t('editor.original')}
          </button>
        </li>
      </ol>
    </section>
  );
}

function sectionOf(path: string): Section | undefined {
  return sections.find((section) => path === section || path.startsWith(`${section}.`));
}
