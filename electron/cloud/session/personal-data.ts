import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type AppErrorKind, fail } from '../../contract/app-error.ts';
import type { CloudAddress } from '../supabase-client.ts';
import type { OpenAccount } from './accounts.ts';

/** What an account may ask of the cloud about itself: everything that is kept, or that nothing is. */
export interface PersonalData {
  /** Writes all that the cloud keeps of the account as one JSON file. */
  exportTo(account: OpenAccount, file: string): Promise<void>;
  /** When the account will be deleted, milliseconds since 1970; null: it was not asked for. */
  deletion(account: OpenAccount): Promise<number | null>;
  /** Asks for it; there is a time to think. Throws `account-sign-in-again`. */
  requestDeletion(account: OpenAccount): Promise<number | null>;
  takeDeletionBack(account: OpenAccount): Promise<void>;
}

interface PersonalDataOptions {
  readonly address: CloudAddress;
  readonly fetch: typeof globalThis.fetch;
}

const timeoutMs = 30_000;
const exportTimeoutMs = 10 * 60_000;

const kindOfCode: Readonly<Record<string, AppErrorKind>> = {
  reauthentication_needed: 'account-sign-in-again',
  second_factor_required: 'account-second-factor-needed',
  session_ended: 'account-signed-out',
  bad_token: 'account-signed-out',
  no_authorization: 'account-signed-out',
  rate_limited: 'account-too-often',
};
const refusalSchema = z.object({ code: z.string().max(100) });
const deletionSchema = z.object({
  request: z.object({ execute_after: z.string() }).nullable(),
});

export function createPersonalData({ address, fetch }: PersonalDataOptions): PersonalData {
  async function send(
    { session }: OpenAccount,
    path: string,
    init: RequestInit & { readonly signal: AbortSignal },
  ): Promise<Response> {
    const token = await session.accessToken();
    if (token === null) throw fail('account-signed-out');
    const url = `${address.url.replace(/\/$/, '')}/functions/v1/account/${path}`;
    const headers = { authorization: `Bearer ${token}`, apikey: address.key };
    const response = await fetch(url, { ...init, headers, redirect: 'error' }).catch(
      (cause: unknown) => {
        throw fail('cloud-unreachable', { cause });
      },
    );
    if (response.ok) return response;
    const refusal = refusalSchema.safeParse(await response.json().catch(() => null));
    const code = refusal.data?.code ?? String(response.status);
    throw fail(kindOfCode[code] ?? 'cloud-refused', { cause: code });
  }

  async function deletion(account: OpenAccount, method: 'GET' | 'POST'): Promise<number | null> {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await send(account, 'deletion', { method, signal });
    const { request } = deletionSchema.parse(await response.json());
    return request === null ? null : Date.parse(request.execute_after);
  }

  return {
    exportTo: async (account, file) => {
      const signal = AbortSignal.timeout(exportTimeoutMs);
      const { body } = await send(account, 'export', { signal });
      if (body === null) throw fail('cloud-refused', { cause: 'empty' });
      const unfinished = `${file}.part`;
      try {
        await pipeline(Readable.from(body), createWriteStream(unfinished, { mode: 0o600 }));
        await rename(unfinished, file);
      } catch (cause) {
        await rm(unfinished, { force: true });
        throw fail('storage-failed', { cause });
      }
    },
    deletion: (account) => deletion(account, 'GET'),
    requestDeletion: (account) => deletion(account, 'POST'),
    takeDeletionBack: async (account) => {
      const signal = AbortSignal.timeout(timeoutMs);
      await send(account, 'deletion', { method: 'DELETE', signal });
    },
  };
}
