import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'npm:zod@4.6.7';
import type { GatewayFileName, GatewayUpload } from '../../../electron/contract/gateway.ts';
import type { Sql } from '../_shared/database.ts';
import { FunctionError, unavailable } from '../_shared/function-error.ts';
import type { ObjectStorage } from '../_shared/object-storage.ts';

/** A job, and whose it is. */
export interface JobOf {
  readonly jobId: string;
  readonly userId: string;
}

/** A file that an account was let to upload, and what it said of it. */
export interface Upload {
  readonly name: GatewayFileName;
  readonly object: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Uploads {
  /**
   * Where the files of a job to come go: a path for each; null where it is there already.
   * @throws FunctionError job_conflict, rate_limited, unavailable
   */
  grant(
    job: JobOf,
    files: readonly GatewayUpload[],
  ): Promise<readonly { readonly name: GatewayFileName; readonly path: string | null }[]>;
  /** What was granted for a job: also when its objects are gone. */
  of(job: JobOf): Promise<readonly Upload[]>;
  /** Brings one to `path`. @throws FunctionError invalid_request where it is not what was announced */
  fetch(upload: Upload, path: string): Promise<void>;
  /** Removes what was uploaded for a job: it is used no more. */
  clear(job: JobOf): Promise<void>;
}

interface UploadsOptions {
  readonly sql: Sql;
  readonly storage: ObjectStorage;
}

const grantSchema = z.enum(['new', 'known', 'conflict', 'limited']);
const limitedSeconds = 60;

export function createUploads({ sql, storage }: UploadsOptions): Uploads {
  async function grantOne({ jobId, userId }: JobOf, file: GatewayUpload) {
    const { name, mediaType, bytes, sha256 } = file;
    const [row] = await sql<{ answer: unknown }[]>`
      select public.ai_grant_upload(
        ${jobId}, ${userId}, ${name}, ${mediaType}, ${bytes}, ${sha256}
      ) as answer`;
    switch (grantSchema.parse(row?.answer)) {
      case 'conflict': {
        const message = 'This id belongs to another job.';
        throw new FunctionError({ status: 409, code: 'job_conflict', message });
      }
      case 'limited': {
        const message = 'Too many uploads are under way. Try again later.';
        throw new FunctionError(
          { status: 429, code: 'rate_limited', message },
          { retryAfterSeconds: limitedSeconds },
        );
      }
      case 'new':
      case 'known': {
        const path = await storage.uploadPath(`${userId}/${jobId}/${name}`).catch(toUnavailable);
        return { name, path };
      }
    }
  }

  async function of({ jobId, userId }: JobOf): Promise<readonly Upload[]> {
    const rows = await sql<Upload[]>`
      select name, object, bytes::float8 as bytes, sha256 from public.ai_uploads
      where job_id = ${jobId} and user_id = ${userId}`;
    return rows;
  }

  return {
    async grant(job, files) {
      const grants = [];
      for (const file of files) grants.push(await grantOne(job, file));
      return grants;
    },

    of,

    async fetch({ name, object, bytes, sha256 }, path) {
      const body = await storage.open(object).catch(toUnavailable);
      if (body === null) throw notAsAnnounced(name);
      const hash = createHash('sha256');
      let received = 0;
      async function* checked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const chunk of chunks) {
          received += chunk.byteLength;
          if (received > bytes) throw notAsAnnounced(name);
          hash.update(chunk);
          yield chunk;
        }
      }
      await pipeline(Readable.fromWeb(body as never), checked, createWriteStream(path)).catch(
        (error: unknown) => {
          throw error instanceof FunctionError ? error : unavailable(error);
        },
      );
      if (hash.digest('hex') !== sha256) throw notAsAnnounced(name);
    },

    async clear(job) {
      const objects = (await of(job)).map(({ object }) => object);
      if (objects.length === 0) return;
      await sql`
        update public.ai_uploads set removed_at = coalesce(removed_at, now())
        where job_id = ${job.jobId} and user_id = ${job.userId}`;
      await storage.remove(objects);
    },
  };
}

function notAsAnnounced(name: GatewayFileName): FunctionError {
  const message = `The file "${name}" is not there, or not what was announced.`;
  return new FunctionError({ status: 400, code: 'invalid_request', message });
}

function toUnavailable(cause: unknown): never {
  throw unavailable(cause);
}
