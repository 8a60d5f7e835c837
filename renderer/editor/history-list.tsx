import { BookmarkPlus, X } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { type Section, sections } from './controls.ts';
import { change, goTo, keepSnapshot, removeSnapshot, useEditor } from './edit-store.ts';

/** Every step, the newest first: a click goes there. And what was kept under a name. */
export function HistoryList() {
  const { t, format } = useTexts();
  const state = useEditor((editor) => editor.state);
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
          onClick={() => {
            attempt(() =>
              keepSnapshot(t('editor.snapshotName', { number: state.snapshots.length + 1 })),
            );
          }}
        />
      </header>
      {state.snapshots.length > 0 ? (
        <ul className="edit-history" aria-label={t('editor.snapshots')}>
          {state.snapshots.map(({ id, name, document }) => (
            <li key={id} className="edit-history__kept">
              <Button
                look="quiet"
                size="small"
                onClick={() => {
                  attempt(() => change(document));
                }}
              >
                {name}
              </Button>
              <IconButton
                label={t('editor.removeSnapshot', { name })}
                icon={<X />}
                onClick={() => {
                  attempt(() => removeSnapshot(id));
                }}
              />
            </li>
          ))}
        </ul>
      ) : null}
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
