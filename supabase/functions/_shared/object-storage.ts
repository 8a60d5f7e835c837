import { z } from 'npm:zod@4.6.7';
import type { Project } from './project.ts';

/** Private, made by a migration. Names are `<account>/<job>/<file>`. */
const bucket = 'ai';
const timeoutMs = 60_000;

export interface ObjectStorage {
  /**
   * A path below the project's address that takes one PUT, within two hours. Null: there is an
   * object already.
   */
  uploadPath(name: string): Promise<string | null>;
  /** A path below the project's address to fetch an object from. Null: there is none. */
  downloadPath(name: string, seconds: number): Promise<string | null>;
  /** Null: there is no such object. */
  open(name: string): Promise<ReadableStream<Uint8Array> | null>;
  /** Takes the place of what is there. */
  write(
    name: string,
    file: { readonly bytes: Uint8Array; readonly mediaType: string },
  ): Promise<void>;
  /** What is not there is no error. */
  remove(names: readonly string[]): Promise<void>;
}

interface StorageOptions {
  readonly project: Pick<Project, 'supabaseUrl' | 'serviceRoleKey'>;
  readonly fetch: typeof globalThis.fetch;
}

const uploadSchema = z.object({ url: z.string().startsWith('/object/') });
const downloadSchema = z.object({ signedURL: z.string().startsWith('/object/') });
/** Storage answers 400 to nearly everything; what it means is in the body. */
const refusalSchema = z.object({ statusCode: z.coerce.string() });

/** Supabase Storage, with the project's own key. Every call throws an Error where it fails. */
export function createObjectStorage({ project, fetch }: StorageOptions): ObjectStorage {
  const { supabaseUrl, serviceRoleKey } = project;

  function send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('apikey', serviceRoleKey);
    headers.set('authorization', `Bearer ${serviceRoleKey}`);
    return fetch(`${supabaseUrl}/storage/v1/${path}`, {
      ...init,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  /** Null where Storage answers with the status `none`. */
  async function ask(path: string, init: RequestInit, none?: string): Promise<Response | null> {
    const response = await send(path, init);
    if (response.ok) return response;
    const text = await response.text();
    const refusal = refusalSchema.safeParse(parseJson(text)).data;
    if (none !== undefined && [String(response.status), refusal?.statusCode].includes(none)) {
      return null;
    }
    throw new Error(`Storage: ${response.status} ${text.slice(0, 500)}`);
  }

  const asJson = (method: string, body: object): RequestInit => ({
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  return {
    async uploadPath(name) {
      const answer = await ask(`object/upload/sign/${bucket}/${name}`, asJson('POST', {}), '409');
      return answer && `/storage/v1${uploadSchema.parse(await answer.json()).url}`;
    },

    async downloadPath(name, seconds) {
      const body = { expiresIn: seconds };
      const answer = await ask(`object/sign/${bucket}/${name}`, asJson('POST', body), '404');
      return answer && `/storage/v1${downloadSchema.parse(await answer.json()).signedURL}`;
    },

    async open(name) {
      return (await ask(`object/${bucket}/${name}`, {}, '404'))?.body ?? null;
    },

    async write(name, { bytes, mediaType }) {
      await ask(`object/${bucket}/${name}`, {
        method: 'POST',
        headers: { 'content-type': mediaType, 'x-upsert': 'true' },
        body: bytes as BodyInit,
      });
    },

    async remove(names) {
      if (names.length > 0) await ask(`object/${bucket}`, asJson('DELETE', { prefixes: names }));
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
