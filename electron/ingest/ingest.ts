import { constants } from 'node:fs';
import { copyFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Scope, localScope } from '../contract/account.ts';
import { type AppError, appError, fail, toAppError } from '../contract/app-error.ts';
import type { IngestOutcome, IngestReport } from '../contract/library.ts';
import type { ImageService } from '../images/image-service.ts';
import { untrustedLimits } from '../images/limits.ts';
import type { Blobs } from '../library/blobs.ts';
import type { Library } from '../library/library.ts';
import { safeStem } from './file-name.ts';
import { findFiles } from './find-files.ts';
import { forEachBounded } from './for-each-bounded.ts';
import { toReadFailure } from './read-failure.ts';

/** Dropped, pasted and opened files → assets in the library. The user's own files are only read. */
export interface Ingest {
  /** Never rejects for a bad file: each has its own outcome, in the order of the paths. */
  paths(paths: readonly string[], control?: IngestControl): Promise<IngestReport>;
  /** An image that is no file yet: the clipboard's. */
  bytes(bytes: Uint8Array, name: string): Promise<IngestReport>;
}

export interface IngestProgress {
  readonly done: number;
  readonly total: number;
  readonly outcome: IngestOutcome | null;
}

export interface IngestControl {
  /** Aborted: files not begun are left out of the report. */
  readonly signal?: AbortSignal;
  onProgress?(progress: IngestProgress): void;
}

export interface IngestOptions {
  /** Whose library takes the files: asked once, when they are dropped. Left out: the local one. */
  readonly scope?: () => Scope;
  readonly library: Library;
  readonly blobs: Blobs;
  readonly images: ImageService;
}

/** Files in hand at once: enough to keep the workers busy while others are copied. */
const atOnce = 4;

export function createIngest(options: IngestOptions): Ingest {
  const taker = (): Taker => ({ ...options, scope: options.scope?.() ?? localScope });

  async function paths(
    dropped: readonly string[],
    control: IngestControl = {},
  ): Promise<IngestReport> {
    const signal = control.signal ?? new AbortController().signal;
    const into = taker();
    const { files, refused } = await findFiles(dropped, signal);
    const total = files.length + refused.length;
    const outcomes: IngestOutcome[] = [];
    const report = (outcome: IngestOutcome): void => {
      control.onProgress?.({ done: (done += 1), total, outcome });
    };
    let done = 0;
    control.onProgress?.({ done, total, outcome: null });
    for (const { path: file, error } of refused) {
      const outcome = refusal(path.basename(file), error);
      outcomes.push(outcome);
      report(outcome);
    }
    const taken = await forEachBounded({ items: files, atOnce, signal }, async (file) => {
      const outcome = await takeFile(into, file, signal);
      report(outcome);
      return outcome;
    });
    return { outcomes: [...outcomes, ...taken] };
  }

  return {
    paths,
    bytes: async (bytes, name) => {
      const into = taker();
      const folder = await options.blobs.temporaryFolder();
      try {
        const file = path.join(folder, 'pasted');
        await writeFile(file, bytes);
        return { outcomes: [await takeStaged(into, { file, folder, name })] };
      } catch (error) {
        return { outcomes: [refusal(name, toAppError(toReadFailure(error, name)))] };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The parts that take a file in, and whose library it goes to. */
interface Taker extends Omit<IngestOptions, 'scope'> {
  readonly scope: Scope;
}

async function takeFile(taker: Taker, file: string, signal: AbortSignal): Promise<IngestOutcome> {
  const name = path.basename(file);
  const folder = await taker.blobs.temporaryFolder();
  try {
    await checkSize(file);
    // The copy is what is inspected: the original may change meanwhile.
    const staged = path.join(folder, 'original');
    await copyFile(file, staged, constants.COPYFILE_FICLONE);
    return await takeStaged(taker, { file: staged, folder, name, signal });
  } catch (error) {
    return refusal(name, toAppError(toReadFailure(error, file)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Only plain files: opening a pipe or a device could block for ever. */
async function checkSize(file: string): Promise<void> {
  const params = { file: path.basename(file) };
  const found = await stat(file);
  if (!found.isFile()) throw fail('file-not-an-image', { params });
  if (found.size === 0) throw fail('file-empty', { params });
  const limit = untrustedLimits.maxBytes;
  // Before it is copied.
  if (found.size > limit)
    throw fail('file-too-large', { params: { ...params, bytes: found.size, limit } });
}

interface StagedFile {
  /** Ours to move. */
  readonly file: string;
  readonly folder: string;
  readonly name: string;
  readonly signal?: AbortSignal;
}

async function takeStaged(
  { library, blobs, images, scope }: Taker,
  { file, folder, name, signal }: StagedFile,
): Promise<IngestOutcome> {
  try {
    const control = signal === undefined ? {} : { signal };
    const inspected = await images.inspect(file, control);
    const known = library.findBySource(inspected.hash, scope);
    if (known !== null) return { status: 'already-there', name, asset: known };
    const normalised = await images.normalise({ path: file, outFolder: folder }, control);
    const image = normalised ?? { path: file, ...inspected };
    await blobs.adopt(image.path, image.hash);
    const { asset, added } = library.addOriginal({
      scope,
      name: safeStem(name),
      sourceHash: inspected.hash,
      image: { hash: image.hash, facts: image.facts },
    });
    return { status: added ? 'added' : 'already-there', name, asset };
  } catch (error) {
    const { kind, params, cause } = toAppError(error);
    return refusal(
      name,
      appError(kind, { params: { ...params, file: name.slice(0, 400) }, cause }),
    );
  }
}

function refusal(name: string, error: AppError): IngestOutcome {
  return { status: 'refused', name, error };
}
