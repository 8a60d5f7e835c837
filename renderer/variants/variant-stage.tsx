import './variant-stage.css';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { useShown } from '../studio/use-shown.ts';
import type { Size } from '../studio/viewport.ts';
import { columnsFor, neighbour } from './choice.ts';
import { VariantBar } from './variant-bar.tsx';
import { VariantCell } from './variant-cell.tsx';
import type { VariantSet } from './variant-set.ts';

/** The variants of a set side by side, in the place of the canvas: zoomed and moved as one. */
export function VariantStage({ set }: { readonly set: VariantSet }) {
  const { t } = useTexts();
  const { details } = useShown();
  const { ref, size } = useSize();
  const parent = details?.versions.find(({ id }) => id === set.parent) ?? null;
  const numbers = set.variants.map(({ number }) => number);
  const columns = columnsFor({
    count: numbers.length,
    image: parent?.facts ?? { width: 3, height: 2 },
    stage: size,
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-variant]');
    if (at === null) return;
    const next = neighbour({ numbers, columns }, Number(at.dataset['variant']), event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    pickOf(event.currentTarget, next)?.focus();
  };
  // The keyboard begins at the first one.
  useEffect(() => {
    if (ref.current) pickOf(ref.current, numbers[0] ?? 1)?.focus();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  return (
    <section
      className="variant-stage"
      aria-label={t('variantSet.label', { operation: t(`operation.${set.operation}.title`) })}
    >
      <div
        ref={ref}
        role="presentation"
        className="variant-stage__grid"
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
        onKeyDown={onKeyDown}
      >
        {set.variants.map((variant) => (
          <VariantCell key={variant.job.id} variant={variant} parent={parent} details={details} />
        ))}
      </div>
      <VariantBar set={set} />
    </section>
  );
}

function pickOf(grid: HTMLElement, number: number): HTMLElement | null {
  return grid.querySelector<HTMLElement>(`[data-variant="${number}"] .variant-cell__pick`);
}

function useSize() {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { ref, size };
}
