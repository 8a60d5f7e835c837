import { create } from 'zustand';
import type { VersionId } from '../../electron/contract/ids.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { loadDetails, useAssets } from '../stores/assets.ts';
import { isFinished } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';
import { sayNews } from '../stores/toasts.ts';
import { showVersion, useStudio } from '../studio/store.ts';
import { fitView } from '../studio/viewport.ts';
import { toggled } from './choice.ts';
import { type VariantSet, countVariants, undecidedSets } from './variant-set.ts';

interface Variants {
  /** How many the next run makes. */
  readonly wanted: number;
  /** The set that takes the canvas; null: the canvas shows one image, as usual. */
  readonly shown: string | null;
  /** Numbers of the variants to keep. */
  readonly chosen: readonly number[];
  /** All show what they were made of. */
  readonly before: boolean;
}

export const useVariants = create<Variants>(() => ({
  wanted: 1,
  shown: null,
  chosen: [],
  before: false,
}));

export function compareVariants(set: string): void {
  useVariants.setState({ shown: set, chosen: [], before: false });
  useStudio.setState({ view: fitView });
}

/** Back to the canvas; what is not decided stays so. */
export function leaveVariants(): void {
  useVariants.setState({ shown: null });
  useStudio.setState({ view: fitView });
}

export function toggleVariant(number: number): void {
  useVariants.setState(({ chosen }) => ({ chosen: toggled(chosen, number) }));
}

export function toggleBefore(): void {
  useVariants.setState(({ before }) => ({ before: !before }));
}

/** What is still to be chosen among, of the image in the canvas. */
export function setsOfFocus(): readonly VariantSet[] {
  return undecidedSets(useJobs.getState(), useAssets.getState().selection.focus);
}

/** The set in the canvas. */
export function shownSet(): VariantSet | null {
  const { shown } = useVariants.getState();
  return setsOfFocus().find(({ id }) => id === shown) ?? null;
}

/** Keeps variants as versions; the others that are there go to the trash, from where they can come back. */
export async function keepVariants(which: 'chosen' | 'all' | 'none'): Promise<void> {
  const set = shownSet();
  if (set === null) return;
  const { chosen } = useVariants.getState();
  const keep = set.variants.flatMap(({ number, versionId }): readonly VersionId[] =>
    versionId !== null && (which === 'all' || (which === 'chosen' && chosen.includes(number)))
      ? [versionId]
      : [],
  );
  const over = set.variants.filter(({ job }) => isFinished(job));
  const trashed = await call('variants.decide', { jobIds: over.map(({ job }) => job.id), keep });
  await loadDetails(set.assetId);
  // What is still under way stays in sight.
  if (countVariants(set).open === 0) leaveVariants();
  else useVariants.setState({ chosen: [] });
  const [first] = keep;
  showVersion(set.assetId, first ?? set.parent);
  if (first !== undefined) useStudio.setState({ compare: true, divide: 0.5 });
  if (trashed.length === 0) {
    if (keep.length > 0) sayNews(textNow('variantSet.kept', { count: keep.length }));
    return;
  }
  const news = keep.length > 0 ? 'variantSet.decided' : 'variantSet.discarded';
  sayNews(textNow(news, { kept: keep.length, count: trashed.length }), () =>
    call('library.restore', trashed),
  );
}
