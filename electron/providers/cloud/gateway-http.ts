import { z } from 'zod';
import { appError } from '../../contract/app-error.ts';
import {
  type GatewayEvent,
  type GatewayUpload,
  gatewayEventSchema,
  gatewayGrantsSchema,
  gatewayPlaceSchema,
  gatewayRefusalSchema,
  gatewayStatusSchema,
} from '../../contract/gateway.ts';
import type { Fetch } from '../guard-fetch.ts';
import { type FailureClass, ProviderFailure } from '../provider.ts';

export interface GatewayOptions {
  readonly fetch: Fetch;
  /** Of the cloud, without a slash at its end. */
  readonly baseUrl: string;
  /** Of the signed-in account; null: nobody is. */
  readonly accessToken: () => Promise<string | null>;
}

/** The managed gateway's calls, each with the account's token. */
export interface GatewayHttp {
  offer(signal: AbortSignal): Promise<unknown>;
  /** Hands a job over, or asks for it again by the same id; yields what happens. */
  run(jobId: string, form: FormData, signal: AbortSignal): AsyncGenerator<GatewayEvent>;
  /** Null: the gateway never heard of it. */
  status(jobId: string, signal: AbortSignal): Promise<z.infer<typeof gatewayStatusSchema> | null>;
  /** Uploads what is too big for a form; nothing is charged, whatever happens. */
  upload(
    jobId: string,
    files: readonly { readonly facts: GatewayUpload; readonly blob: Blob }[],
    signal: AbortSignal,
  ): Promise<void>;
  /** An image's bytes as they come; `apart`: from where it lies. */
  file(
    jobId: string,
    place: { readonly index: number; readonly apart: boolean },
    signal: AbortSignal,
  ): Promise<Response>;
  /** The result is safe here. */
  forget(jobId: string): Promise<void>;
}

/** Storage answers most with 400; what it means is in the body. */
const storageRefusalSchema = z.object({ statusCode: z.coerce.string() });

const longestLine = 200_000;
const forgetTimeoutMs = 10_000;

export function createGatewayHttp({ fetch, baseUrl, accessToken }: GatewayOptions): GatewayHttp {
  async function send(path: string, init: RequestInit): Promise<Response> {
    const token = await accessToken();
    if (token === null) throw failure('fail-over', 'account-signed-out');
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${baseUrl}/functions/v1/ai/${path}`, { ...init, headers, redirect: 'error' });
  }

  /** The address says who may: the account's token stays here. */
  async function put(
    path: string,
    { blob, mediaType }: { readonly blob: Blob; readonly mediaType: string },
    signal: AbortSignal,
  ): Promise<void> {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: blob,
      redirect: 'error',
      signal,
    });
    if (response.ok) return;
    const refusal = storageRefusalSchema.safeParse(await response.json().catch(() => null));
    // It is there since the try before, whose answer was lost. The gateway compares its hash.
    if (response.status === 409 || refusal.data?.statusCode === '409') return;
    throw failure(response.status >= 500 ? 'wait' : 'fail-over', 'provider-failed');
  }

  return {
    async offer(signal) {
      const response = await send('offer', { signal });
      if (!response.ok) throw await readRefusal(response);
      return response.json();
    },

    async *run(jobId, form, signal) {
      const response = await send(`jobs/${jobId}`, { method: 'POST', body: form, signal });
      if (!response.ok) throw await readRefusal(response);
      for await (const line of linesOf(response)) {
        yield gatewayEventSchema.parse(JSON.parse(line));
      }
    },

    async status(jobId, signal) {
      const response = await send(`jobs/${jobId}`, { signal });
      if (response.status === 404) return null;
      if (!response.ok) throw await readRefusal(response);
      return gatewayStatusSchema.parse(await response.json());
    },

    async upload(jobId, files, signal) {
      const response = await send(`jobs/${jobId}/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ files: files.map(({ facts }) => facts) }),
        signal,
      });
      if (!response.ok) throw await readRefusal(response);
      const answer: unknown = await response.json().catch(() => null);
      const { uploads } = gatewayGrantsSchema.safeParse(answer).data ?? { uploads: [] };
      for (const { facts, blob } of files) {
        const path = uploads.find(({ name }) => name === facts.name)?.path;
        if (path === undefined) throw failure('fail-over', 'provider-failed');
        if (path !== null) await put(path, { blob, mediaType: facts.mediaType }, signal);
      }
    },

    async file(jobId, { index, apart }, signal) {
      const response = await send(`jobs/${jobId}/files/${index}`, { signal });
      if (!response.ok) throw await readRefusal(response);
      if (!apart) return response;
      const { path } = gatewayPlaceSchema.parse(await response.json());
      const stored = await fetch(`${baseUrl}${path}`, { signal, redirect: 'error' });
      if (!stored.ok) throw failure('fail-over', 'provider-failed');
      return stored;
    },

    async forget(jobId) {
      await send(`jobs/${jobId}`, {
        method: 'DELETE',
        signal: AbortSignal.timeout(forgetTimeoutMs),
      });
    },
  };
}

/** Lines as they come in. @throws ProviderFailure where one does not end. */
async function* linesOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw failure('bad-output', 'provider-bad-output');
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

/** What the gateway refused: nothing was taken. */
async function readRefusal(response: Response): Promise<ProviderFailure> {
  const body: unknown = await response.json().catch(() => null);
  const refusal = gatewayRefusalSchema.safeParse(body);
  const seconds = Number(response.headers.get('retry-after'));
  const retry = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
  switch (refusal.data?.code) {
    case 'rate_limited':
      return failure('wait', 'provider-rate-limited', retry);
    case 'insufficient_credits':
      return failure('fail-over', 'credits-used-up');
    case 'not_entitled':
      return failure('fail-over', 'plan-lacks-models');
    case 'no_authorization':
    case 'bad_token':
    case 'session_ended':
      return failure('fail-over', 'account-signed-out');
    case 'invalid_request':
    case 'job_conflict':
    case 'not_offered':
      return failure('fail-over', 'provider-rejected-input');
    case 'too_large':
      return failure('fail-over', 'file-too-large');
    case 'unavailable':
      return failure('wait', 'provider-overloaded', retry);
    case 'unexpected_failure':
    case undefined:
      return failure('fail-over', 'provider-failed');
  }
}

export function failure(
  failureClass: FailureClass,
  kind: Parameters<typeof appError>[0],
  more: { readonly retryAfterMs?: number } = {},
): ProviderFailure {
  return new ProviderFailure({
    class: failureClass,
    error: appError(kind, { params: { provider: 'cloud' } }),
    ...more,
  });
}
