import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Ingest } from '../ingest/ingest.ts';
import type { IngestReport } from '../contract/library.ts';

/** What the names of the samples are written in. */
type Language = 'en' | 'de';

/** Drawn by `scripts/draw-samples.mjs`; the first one is what the first run begins with. */
const samples: readonly { readonly file: string; readonly names: Record<Language, string> }[] = [
  { file: 'poster.png', names: { en: 'Sample – text to read', de: 'Beispiel – Text zum Lesen' } },
  {
    file: 'landscape.jpg',
    names: { en: 'Sample – landscape to edit', de: 'Beispiel – Landschaft zum Bearbeiten' },
  },
  {
    file: 'still-life.png',
    names: {
      en: 'Sample – small picture to enlarge',
      de: 'Beispiel – kleines Bild zum Vergrößern',
    },
  },
];

interface SampleOptions {
  /** The folder that the sample images lie in, maybe inside the app's archive. */
  readonly folder: string;
  readonly ingest: Pick<Ingest, 'bytes'>;
}

/** Takes the sample images into the library, in their order; those it has are found again. */
export async function takeSamples(
  { folder, ingest }: SampleOptions,
  language: Language,
): Promise<IngestReport> {
  const outcomes = [];
  for (const { file, names } of samples) {
    // A worker could not read the app's archive: the bytes are handed on.
    const bytes = await readFile(path.join(folder, file));
    const report = await ingest.bytes(bytes, `${names[language]}${path.extname(file)}`);
    outcomes.push(...report.outcomes);
  }
  return { outcomes };
}
