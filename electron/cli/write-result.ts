import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, fail } from '../contract/app-error.ts';
import { exportOptionsSchema } from '../contract/images.ts';
import type { Job, TextResult } from '../contract/jobs.ts';
import type { FileWarning } from '../contract/metadata.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Receipt } from '../contract/receipt.ts';
import type { Engine } from '../engine.ts';
import { safeName } from '../ingest/file-name.ts';
import type { Command } from './arguments.ts';

/** One result, or one failure, of the report. */
export interface Case {
  /** Name of the file that went in; null where none does. */
  readonly file: string | null;
  readonly operation: string;
  readonly provider: ProviderId | null;
  readonly ok: boolean;
  readonly ms: number;
  /** The file that was written; null where none was. */
  readonly output: string | null;
  /** What was found out, where the result is no image. */
  readonly text?: string;
  /** What the file lacks. */
  readonly warnings?: readonly FileWarning[];
  readonly receipt: Receipt | null;
  readonly error?: AppError;
}

interface Finished {
  readonly command: Command;
  readonly file: string | null;
  readonly job: Job;
}

/** Puts what a job made where the command wants it: images and texts into files, or text shown. */
export async function writeResult(
  engine: Engine,
  { command, file, job }: Finished,
): Promise<readonly Case[]> {
  const { result } = job;
  if (result === null) throw fail('internal', { cause: 'a job is done without a result' });
  const common = {
    file,
    operation: command.call.operation,
    provider: job.receipt?.provider ?? null,
    ok: true,
    ms: Math.max(0, (job.endedAt ?? 0) - (job.startedAt ?? 0)),
    receipt: job.receipt,
  };
  if (result.kind === 'images') {
    if (command.outFolder === null)
      throw fail('invalid-request', { cause: 'no folder for the images' });
    const { assetId, versionIds } = result;
    const { format, metadata, words } = command;
    if (Object.keys(words).length > 0)
      engine.library.describe(assetId, { ...engine.library.words(assetId), ...words });
    const written = await engine.exportVersions({
      versionIds,
      options: exportOptionsSchema.parse({ format, metadata }),
      folder: command.outFolder,
    });
    return written.map(({ path: output, warnings }) => ({
      ...common,
      output,
      ...(warnings.length === 0 ? {} : { warnings }),
    }));
  }
  const text = asText(result);
  if (command.outFolder === null) return [{ ...common, output: null, text }];
  const output = path.join(
    command.outFolder,
    `${safeName(`${job.title}-${common.operation}`)}.txt`,
  );
  await writeFile(output, `${text}\n`);
  return [{ ...common, output, text }];
}

/** A text as it is, tags one a line, a verdict with its scores. */
export function asText(result: TextResult): string {
  switch (result.kind) {
    case 'text':
      return result.text;
    case 'tags':
      return result.tags.map(({ label }) => label).join('\n');
    case 'verdict':
      return [
        result.verdict,
        ...Object.entries(result.scores).map(([name, score]) => `${name} ${score.toFixed(3)}`),
      ].join('\n');
  }
}
