import { readFile } from 'node:fs/promises';
import { largestUpload } from '../../../electron/contract/gateway.ts';
import type { Sql } from '../_shared/database.ts';
import type { ObjectStorage } from '../_shared/object-storage.ts';
import { sha256 } from './read-order.ts';
import type { JobOf } from './uploads.ts';

export interface OutputImage {
  readonly path: string;
  readonly mediaType: string;
}

/** Of an image that is kept. `apart`: in Storage, and fetched from there. */
export interface KeptImage {
  readonly bytes: number;
  readonly sha256: string;
  readonly apart: boolean;
}

/** An image's bytes, or the path below the project's address where they are for a few minutes. */
export type ResultFile =
  | { readonly mediaType: string; readonly bytes: Uint8Array }
  | { readonly path: string };

/** Images that were made, until the app has them. */
export interface ResultFiles {
  keep(job: JobOf, images: readonly OutputImage[]): Promise<readonly KeptImage[]>;
  /** Null: there is none, or its job is somebody else's. */
  find(job: JobOf, index: number): Promise<ResultFile | null>;
  remove(job: JobOf): Promise<void>;
}

interface ResultFilesOptions {
  readonly sql: Sql;
  readonly storage: ObjectStorage;
  readonly report: (error: unknown) => void;
}

/** What is larger goes to Storage: a row is held in memory whole, at both ends. */
const mostInRow = 1024 * 1024;
const addressSeconds = 600;

export function createResultFiles({ sql, storage, report }: ResultFilesOptions): ResultFiles {
  /** Null: it belongs into the row, also where Storage is away. What was made is never lost for that. */
  async function store(
    object: string,
    file: { readonly bytes: Uint8Array; readonly mediaType: string },
  ): Promise<string | null> {
    const size = file.bytes.byteLength;
    if (size <= mostInRow || size > largestUpload) return null;
    try {
      await storage.write(object, file);
      return object;
    } catch (error) {
      report(error);
      return null;
    }
  }

  return {
    async keep({ jobId, userId }, images) {
      const kept: KeptImage[] = [];
      for (const [index, { path, mediaType }] of images.entries()) {
        const bytes = await readFile(path);
        const hash = await sha256(bytes);
        const name = `${userId}/${jobId}/result-${index}`;
        const object = await store(name, { bytes, mediaType });
        await sql`
          insert into public.ai_files (job_id, index, media_type, sha256, bytes, object)
          values (
            ${jobId}, ${index}, ${mediaType}, ${hash}, ${object === null ? bytes : null}, ${object}
          )
          on conflict (job_id, index) do nothing`;
        kept.push({ bytes: bytes.byteLength, sha256: hash, apart: object !== null });
      }
      return kept;
    },

    async find({ jobId, userId }, index) {
      const [row] = await sql<
        { mediaType: string; bytes: Uint8Array | null; object: string | null }[]
      >`
        select files.media_type as "mediaType", files.bytes, files.object
        from public.ai_files as files join public.ai_requests as requests using (job_id)
        where job_id = ${jobId} and index = ${index} and requests.user_id = ${userId}`;
      if (row === undefined) return null;
      if (row.bytes !== null) return { mediaType: row.mediaType, bytes: row.bytes };
      const path = await storage.downloadPath(row.object ?? '', addressSeconds);
      return path === null ? null : { path };
    },

    async remove({ jobId, userId }) {
      const rows = await sql<{ object: string | null }[]>`
        delete from public.ai_files using public.ai_requests as requests
        where ai_files.job_id = ${jobId} and requests.job_id = ai_files.job_id
          and requests.user_id = ${userId}
        returning ai_files.object`;
      const objects = rows.flatMap(({ object }) => (object === null ? [] : [object]));
      // Without its row an object is found by the sweep.
      await storage.remove(objects).catch(report);
    },
  };
}
