import { FileText, FolderOpen, Pause, Play, RotateCcw, Square, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Batch, BatchItem } from '../../electron/contract/batches.ts';
import { call } from '../bridge.ts';
import { errorText } from '../i18n/error-text.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayError } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Progress } from '../ui/progress.tsx';
import { retryFailed } from './recipes-store.ts';

/** One run: how far it is, what failed and why, and what can be done about it. */
export function BatchCard({ batch }: { readonly batch: Batch }) {
  const { t, format } = useTexts();
  const { id, recipe, counts, state, warned, remainingMs, cost, watched } = batch;
  const over = counts.done + counts.skipped + counts.failed;
  const all = over + counts.running + counts.waiting;
  const facts = [
    ...(watched === null ? [] : [watched]),
    t('recipes.batch.files', {
      count: all,
      over: format.number(over),
      all: format.number(all),
    }),
    ...(counts.skipped > 0 ? [t('recipes.batch.skipped', { count: counts.skipped })] : []),
    ...(counts.failed > 0 ? [t('recipes.batch.failed', { count: counts.failed })] : []),
    ...(warned > 0 ? [t('recipes.batch.warned', { count: warned })] : []),
    ...(cost > 0 ? [format.money(cost)] : []),
    ...(remainingMs === null || state.status !== 'running'
      ? []
      : [t('recipes.batch.left', { time: format.duration(remainingMs) })]),
  ];
  return (
    <li className="batch" aria-label={recipe.name}>
      <header className="batch__head">
        <strong>{recipe.name}</strong>
        <span>{stateText(batch, t)}</span>
        <span className="recipes__space" />
        <BatchActions batch={batch} />
      </header>
      <Progress label={recipe.name} fraction={all === 0 ? null : over / all} />
      <p className="batch__facts">{facts.join(' · ')}</p>
      {state.status === 'paused' && state.error !== null ? (
        <ErrorNote error={state.error}>
          <ErrorActionButton error={state.error} />
        </ErrorNote>
      ) : null}
      {counts.failed > 0 ? (
        <>
          <FailedItems batch={batch} />
          <Button
            size="small"
            icon={<RotateCcw />}
            onClick={() => {
              attempt(() => retryFailed(id));
            }}
          >
            {t('recipes.batch.retry')}
          </Button>
        </>
      ) : null}
    </li>
  );
}

function stateText({ state, watched }: Batch, t: ReturnType<typeof useTexts>['t']): string {
  switch (state.status) {
    case 'running':
      return t('recipes.batch.running');
    case 'done':
      return t(watched === null ? 'recipes.batch.done' : 'recipes.batch.watching');
    case 'paused':
      return t(`recipes.batch.pausedBy.${state.by}`);
    case 'stopped':
      return t(`recipes.batch.stoppedBy.${state.by}`);
  }
}

function BatchActions({ batch: { id, state, folder, cap, watched } }: { readonly batch: Batch }) {
  const { t } = useTexts();
  const isRunning = state.status === 'running';
  const isPaused = state.status === 'paused';
  const isWatching = watched !== null;
  return (
    <>
      {isRunning || (isWatching && !isPaused) ? (
        <IconButton
          label={t('recipes.batch.pause')}
          icon={<Pause />}
          onClick={() => {
            attempt(() => call('batches.pause', id));
          }}
        />
      ) : null}
      {isPaused ? (
        <IconButton
          label={
            state.by === 'budget' && cap !== null
              ? t('recipes.batch.resumeWithoutCap')
              : t('recipes.batch.resume')
          }
          icon={<Play />}
          onClick={() => {
            const change = state.by === 'budget' ? { cap: null } : {};
            attempt(() => call('batches.resume', { id, ...change }));
          }}
        />
      ) : null}
      {isRunning || isPaused || isWatching ? (
        <IconButton
          label={t(isWatching ? 'recipes.batch.stopWatching' : 'recipes.batch.stop')}
          icon={<Square />}
          onClick={() => {
            attempt(() => call('batches.stop', id));
          }}
        />
      ) : null}
      {folder === null ? null : (
        <>
          <IconButton
            label={t('recipes.batch.show')}
            icon={<FolderOpen />}
            onClick={() => {
              attempt(() => call('batches.show-folder', id));
            }}
          />
          <IconButton
            label={t('recipes.batch.report')}
            icon={<FileText />}
            onClick={() => {
              attempt(() => call('batches.report', id));
            }}
          />
        </>
      )}
      {isRunning || isWatching ? null : (
        <IconButton
          label={t('recipes.batch.remove')}
          icon={<Trash2 />}
          onClick={() => {
            attempt(() => call('batches.remove', id));
          }}
        />
      )}
    </>
  );
}

const mostShown = 20;

/** The first ones that failed, each with its own reason; the report has them all. */
function FailedItems({ batch: { id, counts } }: { readonly batch: Batch }) {
  const { t } = useTexts();
  const [items, setItems] = useState<readonly BatchItem[]>([]);
  const { failed } = counts;
  useEffect(() => {
    let isShown = true;
    call('batches.items', { id, status: 'failed', limit: mostShown }).then(
      (page) => {
        if (isShown) setItems(page.items);
      },
      (error: unknown) => {
        if (isShown) sayError(error);
      },
    );
    return () => {
      isShown = false;
    };
  }, [id, failed]);
  return (
    <ul className="batch__failed">
      {items.map(({ number, name, error }) => (
        <li key={number}>
          <strong>{name}</strong>
          {error === null ? null : <span>{errorText(error, t).what}</span>}
        </li>
      ))}
      {failed > items.length && items.length > 0 ? (
        <li>{t('recipes.batch.moreFailed', { count: failed - items.length })}</li>
      ) : null}
    </ul>
  );
}
