import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { refuse } from './storage-error.ts';

/** Objects' bytes on disk, by the version that their row names: no name of a user's is a path here. */
export interface ObjectFiles {
  /** Whole on disk when it resolves; its bytes. @throws StorageError too large */
  write(version: string, body: WebStream<Uint8Array>, mostBytes: number): Promise<number>;
  /** Null: it is gone. */
  read(version: string): Promise<ReadableStream<Uint8Array> | null>;
  remove(version: string): Promise<void>;
}

const versionPattern = /^[0-9a-f-]{36}$/;

export function createObjectFiles(folder: string): ObjectFiles {
  const placeOf = (version: string): string => {
    if (!versionPattern.test(version)) throw new Error(`No version of ours: ${version}`);
    return path.join(folder, version);
  };

  return {
    async write(version, body, mostBytes) {
      await mkdir(folder, { recursive: true });
      const unfinished = `${placeOf(version)}.part`;
      let bytes = 0;
      async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const chunk of chunks) {
          bytes += chunk.byteLength;
          if (bytes > mostBytes) throw refuse('tooLarge');
          yield chunk;
        }
      }
      try {
        await pipeline(Readable.fromWeb(body), counted, createWriteStream(unfinished));
        const file = await open(unfinished, 'r+');
        try {
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(unfinished, placeOf(version));
        return bytes;
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },

    async read(version) {
      const place = placeOf(version);
      const there = await stat(place).catch(() => null);
      if (there === null) return null;
      return Readable.toWeb(createReadStream(place)) as ReadableStream<Uint8Array>;
    },

    remove: (version) => rm(placeOf(version), { force: true }),
  };
}
