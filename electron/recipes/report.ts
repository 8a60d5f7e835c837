import { once } from 'node:events';
import { type WriteStream, createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Batch, BatchItem } from '../contract/batches.ts';
import type { ImageService } from '../images/image-service.ts';
import { forEachBounded } from '../ingest/for-each-bounded.ts';
import { toFileFailure } from '../library/durable-file.ts';
import { csvHead, csvLine } from './report-csv.ts';
import { htmlFoot, htmlHead, htmlRow } from './report-html.ts';

export interface ReportParts {
  readonly images: Pick<ImageService, 'preview'>;
  items(offset: number, limit: number): readonly BatchItem[];
  /** Path of an item's input. */
  inputOf(number: number): string | null;
}

export interface Report {
  readonly batch: Batch;
  /** Where the outputs are, and the report goes. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

const itemsAtOnce = 50;
const thumbnailsAtOnce = 4;
const thumbnailFolder = 'report-pictures';

/**
 * Writes `report.csv` and `report.html` beside the outputs, page by page, with a small picture of
 * each first output, or of the input where there is none. Throws `disk-full` or `storage-failed`.
 */
export async function writeReport(
  parts: ReportParts,
  { batch, folder, signal }: Report,
): Promise<{ readonly html: string; readonly csv: string }> {
  const html = path.join(folder, 'report.html');
  const csv = path.join(folder, 'report.csv');
  try {
    await mkdir(path.join(folder, thumbnailFolder), { recursive: true });
    const [csvFile, htmlFile] = [createWriteStream(csv), createWriteStream(html)];
    await write(csvFile, csvHead);
    await write(htmlFile, htmlHead(batch));
    for (let offset = 0; !signal.aborted; offset += itemsAtOnce) {
      const items = parts.items(offset, itemsAtOnce);
      const pictures = await forEachBounded(
        { items, atOnce: thumbnailsAtOnce, signal },
        async (item) => await thumbnailOf(parts, folder, item),
      );
      await write(csvFile, items.map(csvLine).join(''));
      await write(
        htmlFile,
        items.map((item, index) => htmlRow(item, pictures[index] ?? null)).join(''),
      );
      if (items.length < itemsAtOnce) break;
    }
    await end(csvFile, '');
    await end(htmlFile, htmlFoot);
  } catch (error) {
    throw toFileFailure(error);
  }
  return { html, csv };
}

/** Its address in the report, or null where there is nothing to be drawn. */
async function thumbnailOf(
  { images, inputOf }: ReportParts,
  folder: string,
  { number, outputs }: BatchItem,
): Promise<string | null> {
  const [output] = outputs;
  const file = output === undefined ? inputOf(number) : path.join(folder, output.file);
  if (file === null) return null;
  const outFolder = path.join(folder, thumbnailFolder);
  try {
    const [made] = await images.preview({ path: file, sizes: [256], outFolder });
    if (made === undefined) return null;
    await rename(made.path, path.join(outFolder, `${number}.webp`));
    return `${thumbnailFolder}/${number}.webp`;
  } catch {
    // A file that was refused, or is gone by now, has no picture.
    return null;
  }
}

async function write(file: WriteStream, text: string): Promise<void> {
  if (!file.write(text)) await once(file, 'drain');
}

async function end(file: WriteStream, text: string): Promise<void> {
  const finished = once(file, 'finish');
  file.end(text);
  await finished;
}
