import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { AssetCell } from './asset-cell.tsx';
import { gridGap, gridPadding, gridShape, placeAfterKey } from './grid-shape.ts';
import { moveByHand } from './by-hand.ts';
import { markAssets, marksOfKey } from './curate.ts';
import {
  chooseAll,
  chooseNone,
  chooseOnly,
  chooseRange,
  chosenIds,
  mostChosen,
  readSpan,
  toggleChosen,
  useLibrary,
} from './library-store.ts';
import { askMetadata } from './metadata-dialog.tsx';
import { openVersionInStudio } from './open-in-studio.ts';
import { removeChosen } from './remove-chosen.ts';
import { assetAt } from './pages.ts';
import { undoLast } from './undo.ts';

/** All assets that match; only the rows in sight are in the page, and only the pages near them at hand. */
export function LibraryGrid() {
  const { t, format } = useTexts();
  const { pages, chosen, focus, size, filter } = useLibrary();
  const scroller = useRef<HTMLDivElement>(null);
  const { columns, cell, rowHeight } = gridShape(useWidth(scroller), size);
  const total = pages.total ?? 0;
  const virtual = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 2,
    paddingStart: gridPadding,
    paddingEnd: gridPadding,
  });
  const rows = virtual.getVirtualItems();
  const from = (rows[0]?.index ?? 0) * columns;
  const to = ((rows.at(-1)?.index ?? 0) + 1) * columns - 1;

  useEffect(() => {
    virtual.measure();
  }, [virtual, rowHeight, columns]);
  useEffect(() => {
    attempt(() => readSpan({ from, to }));
  }, [from, to, pages]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [filter]);
  useEffect(() => {
    if (focus !== null) virtual.scrollToIndex(Math.floor(focus / columns), { align: 'auto' });
  }, [focus, columns, virtual]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const rowsInSight = Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight);
    const place = event.altKey
      ? null
      : placeAfterKey(event.key, { from: focus, total, columns, rows: rowsInSight });
    if (place !== null) attempt(() => moveTo(place, event.shiftKey));
    else if (
      !actOnKey(event, () => {
        sayNews(t('library.mostChosen', { most: format.number(mostChosen) }));
      })
    )
      return;
    event.preventDefault();
  };

  const focused = focus === null ? undefined : assetAt(pages, focus);
  return (
    <div
      ref={scroller}
      className="library-grid"
      role="listbox"
      aria-label={t('library.images')}
      aria-multiselectable
      aria-activedescendant={focused ? `asset-${focused.id}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div
        className="library-grid__track"
        role="presentation"
        style={{ height: virtual.getTotalSize() }}
      >
        {rows.map((row) => (
          <div
            key={row.key}
            role="presentation"
            className="library-grid__row"
            style={{
              transform: `translateY(${row.start}px)`,
              gap: gridGap,
              padding: `0 ${gridPadding}px`,
            }}
          >
            {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
              const index = row.index * columns + column;
              return (
                <AssetCell
                  key={index}
                  asset={assetAt(pages, index)}
                  place={{ index, total }}
                  side={cell}
                  chosen={chosen}
                  focused={index === focus}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

async function moveTo(place: number, extend: boolean): Promise<void> {
  // A place far away comes into sight before it can be chosen.
  await readSpan({ from: place, to: place });
  if (extend) await chooseRange(place);
  else chooseOnly(place);
}

/** Returns whether the key meant something here. */
function actOnKey(event: KeyboardEvent, tooMany: () => void): boolean {
  const { focus, pages, chosen, filter } = useLibrary.getState();
  const asset = focus === null ? undefined : assetAt(pages, focus);
  const withModifier = event.ctrlKey || event.metaKey;
  if (withModifier && event.key.toLowerCase() === 'a') {
    attempt(async () => {
      if (!(await chooseAll())) tooMany();
    });
    return true;
  }
  if (withModifier && event.key.toLowerCase() === 'z') {
    attempt(() => undoLast(asset?.id ?? null));
    return true;
  }
  if (event.altKey && asset && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    attempt(() => moveByHand(event.key === 'ArrowLeft' ? -1 : 1));
    return true;
  }
  if (withModifier || event.altKey) return false;
  const marks = marksOfKey(event.key, asset?.label ?? null);
  if (marks !== null && filter.shelf !== 'trash') {
    attempt(() => markAssets(chosenIds(), marks));
    return true;
  }
  switch (event.key) {
    case 'Enter':
      if (asset) attempt(() => openVersionInStudio(asset.id));
      return true;
    case ' ':
      if (focus !== null) toggleChosen(focus);
      return true;
    case 'Escape':
      chooseNone();
      return true;
    case 'Delete':
    case 'Backspace':
      if (chosen.size > 0) removeChosen();
      return true;
    case 'i':
      if (asset) attempt(() => askMetadata(asset.id));
      return true;
    case 'F2':
      document.querySelector<HTMLInputElement>('.asset-panel__name')?.select();
      return true;
    default:
      return false;
  }
}

/** The width of the grid without its scroll bar; 0 until it is drawn. */
function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [ref]);
  return width;
}
