import { randomUUID } from 'node:crypto';
import { access, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../contract/app-error.ts';
import type { FoundText, WrittenOutput } from '../contract/batches.ts';
import type { BlobHash } from '../contract/ids.ts';
import type { TextResult } from '../contract/jobs.ts';
import { blobPaths } from '../editing/blob-paths.ts';
import { safeName, safeStem } from '../ingest/file-name.ts';
import { policyFor } from '../library/known-notes.ts';
import { toFileFailure } from '../library/durable-file.ts';
import { hashFile } from './hash-file.ts';
import type { ItemRow } from './batch-store.ts';
import { type Worked, outputNotes } from './output-notes.ts';
import { isKnownBefore, outputName } from './output-name.ts';
import { placeOutput } from './place-output.ts';
import type { BatchRun, ItemParts } from './item-parts.ts';
import { type PlannedOutput, changesPicture } from './plan.ts';

interface Made {
  readonly item: ItemRow;
  /** The file that the outputs are made of. */
  readonly path: string;
  readonly madeBy: { readonly operation: string; readonly provider: string } | null;
  /** Whether a step before has changed by hand what it shows. */
  readonly edited: boolean;
  readonly worked: Omit<Worked, 'edited'>;
}

type Run = Pick<BatchRun, 'plan' | 'outFolder' | 'signal'>;
type Parts = Pick<ItemParts, 'images' | 'blobs' | 'now'>;

/** Every output of an input, one after the other; those that were written stay where a later one fails. */
export async function writeOutputs(
  parts: Parts,
  run: Run,
  made: Made,
): Promise<{ readonly outputs: readonly WrittenOutput[]; readonly sourceHash: BlobHash | null }> {
  const outputs: WrittenOutput[] = [];
  let sourceHash: BlobHash | null = null;
  for (const planned of run.plan.outputs) {
    const written = await writeOutput(parts, run, { ...made, ...planned });
    outputs.push(written.output);
    sourceHash ??= written.sourceHash;
  }
  return { outputs, sourceHash };
}

async function writeOutput(
  { images, blobs, now }: Parts,
  { outFolder, signal }: Run,
  { item, path: file, madeBy, edited, worked, rules, edits, ratio }: Made & PlannedOutput,
): Promise<{ readonly output: WrittenOutput; readonly sourceHash: BlobHash | null }> {
  if (outFolder === null) throw fail('invalid-request', { cause: 'no folder for the outputs' });
  const named = (facts: {
    readonly format: WrittenFormat;
    readonly width: number;
    readonly height: number;
  }): string =>
    outputName(rules, {
      folder: item.folder,
      format: facts.format,
      parts: {
        name: safeStem(item.path),
        operation: madeBy?.operation ?? 'original',
        provider: madeBy?.provider ?? 'original',
        date: new Date(now()).toISOString().slice(0, 10),
        n: item.number,
        width: facts.width,
        height: facts.height,
      },
    });
  if (rules.collision === 'skip' && rules.format !== 'same' && isKnownBefore(rules)) {
    const name = named({ format: rules.format, width: 0, height: 0 });
    if (await isThere(path.join(outFolder, name))) {
      return { output: await keptOutput(outFolder, name), sourceHash: null };
    }
  }
  const staged = path.join(outFolder, `.${randomUUID()}.part`);
  const { metadata } = rules;
  const { sourceHash, facts, hash, bytes, warnings } = await images.output(
    {
      path: file,
      metadataFrom: file === item.path ? null : item.path,
      rules: { ...rules, metadata: policyFor(metadata, worked.known?.hidesPlace ?? false) },
      edits,
      blobs: blobPaths(edits, blobs),
      ratio,
      notes: outputNotes({ ...worked, edited: edited || changesPicture({ edits, ratio }) }),
      outPath: staged,
    },
    { signal },
  );
  const { collision } = rules;
  const placed = await placeOutput({ staged, hash, outFolder, file: named(facts), collision });
  if (placed.kept) return { output: await keptOutput(outFolder, placed.file), sourceHash };
  const { width, height } = facts;
  return { output: { ...placed, hash, bytes, width, height, warnings }, sourceHash };
}

type WrittenFormat = Parameters<typeof outputName>[1]['format'];

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** A file that was there: only its bytes are known. */
async function keptOutput(outFolder: string, file: string): Promise<WrittenOutput> {
  const target = path.join(outFolder, file);
  const hash = await hashFile(target);
  if (hash === null) throw fail('file-unreadable', { params: { file } });
  const { size } = await stat(target);
  return { file, hash, bytes: size, width: 0, height: 0, kept: true, warnings: [] };
}

/** Texts into `photo.jpg.describe.txt` beside the outputs, where the recipe says so. */
export async function writeTexts(
  { recipe, outFolder }: Pick<BatchRun, 'recipe' | 'outFolder'>,
  { item, texts }: { readonly item: ItemRow; readonly texts: readonly FoundText[] },
): Promise<void> {
  if (recipe.texts === 'report' || outFolder === null) return;
  const folder = path.join(outFolder, ...item.folder.split('/'));
  try {
    await mkdir(folder, { recursive: true });
    for (const { operation, text } of texts) {
      await writeFile(
        path.join(folder, `${safeName(path.basename(item.path))}.${operation}.txt`),
        `${text}\n`,
      );
    }
  } catch (error) {
    throw toFileFailure(error);
  }
}

/** A text as it is, tags in one line, a verdict by its word. */
export function resultText(result: TextResult): string {
  switch (result.kind) {
    case 'text':
      return result.text;
    case 'tags':
      return result.tags.map(({ label }) => label).join(', ');
    case 'verdict':
      return result.verdict;
  }
}
