import { create } from 'zustand';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { IngestOutcome, IngestReport } from '../../electron/contract/library.ts';
import { call, ingestFiles } from '../bridge.ts';
import { spokenLanguage } from '../i18n/i18n.ts';
import { selectAsset, showAssets, useAssets } from '../stores/assets.ts';
import { showScreen } from '../stores/navigation.ts';
import { chooseOperation } from './store.ts';

/** How the last drop went. */
interface Ingest {
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly outcomes: readonly IngestOutcome[];
}

export const useIngest = create<Ingest>(() => ({ progress: null, outcomes: [] }));

export async function takeFiles(files: readonly File[]): Promise<void> {
  if (files.length > 0) await take(() => ingestFiles(files));
}

export async function openFiles(): Promise<void> {
  await take(() => call('ingest.open-dialog', 'files'));
}

export async function openFolder(): Promise<void> {
  await take(() => call('ingest.open-dialog', 'folder'));
}

export async function paste(): Promise<void> {
  await take(() => call('ingest.paste', undefined));
}

/** Takes the sample images in, and shows the one whose text is read without any key. */
export async function addSamples(): Promise<void> {
  await take(() => call('ingest.samples', spokenLanguage()));
  const [first] = useAssets.getState().order;
  if (first !== undefined) selectAsset(first, 'only');
  chooseOperation('ocr');
  // What was taken is in sight; there is nothing to report.
  dismissOutcomes();
}

export function dismissOutcomes(): void {
  useIngest.setState({ outcomes: [] });
}

export function receiveIngestEvent(event: AppEvent): void {
  if (event.type !== 'ingest-progress') return;
  const { done, total } = event;
  useIngest.setState({ progress: done < total ? { done, total } : null });
}

async function take(ask: () => Promise<IngestReport>): Promise<void> {
  try {
    takeReport(await ask());
  } finally {
    useIngest.setState({ progress: null });
  }
}

/** Shows what was taken in, and what was refused. */
export function takeReport({ outcomes }: IngestReport): void {
  if (outcomes.length === 0) return;
  useIngest.setState({ outcomes });
  showAssets(outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [] : [outcome.asset])));
  showScreen('studio');
}
