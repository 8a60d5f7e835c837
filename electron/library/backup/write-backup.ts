import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BlobHash } from '../../contract/ids.ts';
import { blobHashSchema } from '../../contract/ids.ts';
import type { Blobs } from '../blobs.ts';
import { moveDurably, toFileFailure } from '../durable-file.ts';
import type { Store } from '../store.ts';
import { type Manifest, blobFolder, databaseName, manifestName } from './manifest.ts';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';

export interface BackupParts {
  readonly store: Pick<Store, 'copyTo' | 'schema'>;
  readonly blobs: Pick<Blobs, 'path' | 'present' | 'temporaryFolder'>;
  readonly now: () => number;
}

export interface BackupReport {
  readonly files: number;
  readonly bytes: number;
  /** Files whose bytes are not those that their name says: they are left out when it is restored. */
  readonly damaged: readonly BlobHash[];
}

/**
 * Writes everything into one tar file: a copy of the database, and every file of the library, hashed
 * as it is written. The file has its name only once it is whole. Throws `disk-full`, `storage-failed`.
 */
export async function writeBackup(parts: BackupParts, outPath: string): Promise<BackupReport> {
  const { store, blobs, now } = parts;
  const folder = await blobs.temporaryFolder();
  const partial = `${outPath}.part`;
  let handle: FileHandle | null = null;
  try {
    const database = path.join(folder, databaseName);
    await store.copyTo(database);
    const manifest: Manifest = {
      format: 'emulsion-backup',
      version: 1,
      schema: store.schema(),
      createdAt: now(),
      databaseHash: await hashOf(database),
    };
    handle = await open(partial, 'w');
    const text = Buffer.from(JSON.stringify(manifest, null, 2));
    await handle.write(tarHeader({ name: manifestName, size: text.length }));
    await handle.write(Buffer.concat([text, Buffer.alloc(tarPadding(text.length))]));
    await append(handle, databaseName, database);
    const damaged: BlobHash[] = [];
    let files = 0;
    for (const hash of await presentBlobs(blobs)) {
      const written = await append(handle, `${blobFolder}${hash}`, blobs.path(hash));
      files += 1;
      if (written !== hash) damaged.push(hash);
    }
    await handle.write(tarEnd);
    const { size: bytes } = await handle.stat();
    await handle.close();
    handle = null;
    await moveDurably(partial, outPath);
    return { files, bytes, damaged };
  } catch (error) {
    throw toFileFailure(error);
  } finally {
    await handle?.close();
    await rm(partial, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function presentBlobs(blobs: BackupParts['blobs']): Promise<readonly BlobHash[]> {
  const found: BlobHash[] = [];
  for (let folder = 0; folder < 256; folder += 1) {
    for (const name of await blobs.present(folder.toString(16).padStart(2, '0'))) {
      const hash = blobHashSchema.safeParse(name);
      if (hash.success) found.push(hash.data);
    }
  }
  return found;
}

/** Streams a file in; returns the hash of what was written. */
async function append(handle: FileHandle, name: string, file: string): Promise<string> {
  const { size } = await stat(file);
  await handle.write(tarHeader({ name, size }));
  const hash = createHash('sha256');
  // `end` holds it to the size that the header says, whatever happens to the file meanwhile.
  const source = createReadStream(file, size === 0 ? {} : { end: size - 1 });
  let written = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await handle.write(chunk);
    written += chunk.length;
  }
  await handle.write(Buffer.alloc(size - written + tarPadding(size)));
  return hash.digest('hex');
}

async function hashOf(file: string): Promise<BlobHash> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return blobHashSchema.parse(hash.digest('hex'));
}
