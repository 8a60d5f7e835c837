import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VersionId } from '../contract/ids.ts';
import { type OutputFormat, exportOptionsSchema } from '../contract/images.ts';
import type { Engine } from '../engine.ts';
import type { ExportedFile } from '../library/export-files.ts';
import { errorCode, toFileFailure } from '../library/durable-file.ts';

interface Results {
  readonly versionIds: readonly VersionId[];
  readonly format: OutputFormat;
  readonly folder: string;
}

/**
 * Writes results as files and returns them. They are made elsewhere and then copied to a name
 * that is free at that very moment: no file is written over, and no link followed. Throws `disk-full`
 * or `storage-failed`.
 */
export async function placeFiles(
  engine: Pick<Engine, 'exportVersions'>,
  { versionIds, format, folder }: Results,
): Promise<readonly ExportedFile[]> {
  const staging = await mkdtemp(path.join(tmpdir(), 'emulsion-out-'));
  try {
    const options = exportOptionsSchema.parse({ format });
    const made = await engine.exportVersions({ versionIds, options, folder: staging });
    const placed: ExportedFile[] = [];
    for (const file of made) placed.push({ ...file, path: await placeFile(file.path, folder) });
    return placed;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function placeFile(file: string, folder: string): Promise<string> {
  const { name, ext } = path.parse(file);
  for (let number = 1; ; number += 1) {
    const target = path.join(folder, `${name}${number === 1 ? '' : `-${number}`}${ext}`);
    try {
      await copyFile(file, target, constants.COPYFILE_EXCL);
      return target;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw toFileFailure(error);
    }
  }
}
