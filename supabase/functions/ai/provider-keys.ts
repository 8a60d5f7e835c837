import { z } from 'npm:zod@4.6.7';
import type { Sql } from '../_shared/database.ts';
import { unavailable } from '../_shared/function-error.ts';
import { type Company, companies } from './offers.ts';

export interface ProviderKeys {
  /** Companies that can be asked. */
  configured(): Promise<ReadonlySet<Company>>;
  /** @throws FunctionError unavailable where there is none, or it can't be read */
  keyOf(company: Company): Promise<string>;
  /** The same, looked up now. */
  newest(company: Company): Promise<string | undefined>;
  /** The new key is used within a minute, everywhere, and at once where the old one is refused. */
  set(company: Company, key: string): Promise<void>;
  /** Puts every kept key under the newest secret; how many. */
  rewrap(): Promise<number>;
}

interface KeysOptions {
  readonly sql: Sql;
  /** Version → 32 bytes in base64; the highest version is used for what is written. */
  readonly secrets: string | undefined;
  /** Where the database keeps no key of a company. */
  readonly fallback: (company: Company) => string | undefined;
  readonly now: () => number;
}

const secretsSchema = z.record(
  z.string().regex(/^\d{1,9}$/),
  z.base64().refine((text) => atob(text).length === 32),
);
const keptMs = 60_000;
const nonceBytes = 12;

/** The server's keys to AI providers, AES-256-GCM in the database, opened in memory. */
export function createProviderKeys({ sql, secrets, fallback, now }: KeysOptions): ProviderKeys {
  const wrapping = secretsSchema.parse(JSON.parse(secrets ?? '{}'));
  const newest = Math.max(0, ...Object.keys(wrapping).map(Number));
  let opened: { readonly at: number; readonly keys: ReadonlyMap<Company, string> } | null = null;

  async function wrappingKey(version: number): Promise<CryptoKey> {
    const secret = wrapping[String(version)];
    if (secret === undefined) throw new Error(`There is no secret of version ${version}`);
    const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
    return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  }

  async function open(row: KeyRow): Promise<string> {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: row.nonce as BufferSource, additionalData: encode(row.provider) },
      await wrappingKey(row.wrapping_key_version),
      row.ciphertext as BufferSource,
    );
    return new TextDecoder().decode(plain);
  }

  async function wrap(company: Company, key: string) {
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const ciphertext = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: encode(company) },
      await wrappingKey(newest),
      encode(key),
    );
    return { nonce, ciphertext: new Uint8Array(ciphertext) };
  }

  async function all(): Promise<ReadonlyMap<Company, string>> {
    if (opened !== null && now() - opened.at < keptMs) return opened.keys;
    const rows = await sql<KeyRow[]>`
      select provider, ciphertext, nonce, wrapping_key_version
      from public.provider_keys where active`;
    const keys = new Map<Company, string>();
    for (const company of companies) {
      const row = rows.find(({ provider }) => provider === company);
      const key = row === undefined ? fallback(company) : await open(row);
      if (key !== undefined && key !== '') keys.set(company, key);
    }
    opened = { at: now(), keys };
    return keys;
  }

  return {
    configured: async () => new Set((await all()).keys()),
    async keyOf(company) {
      const key = (await all()).get(company);
      if (key === undefined) throw unavailable(new Error(`no key of ${company}`));
      return key;
    },
    async newest(company) {
      opened = null;
      return (await all()).get(company);
    },
    async set(company, key) {
      const { nonce, ciphertext } = await wrap(company, key);
      await sql.begin(async (transaction) => {
        await transaction`
          update public.provider_keys set active = false where provider = ${company} and active`;
        await transaction`
          insert into public.provider_keys (provider, hint, ciphertext, nonce, wrapping_key_version)
          values (${company}, ${key.slice(-4)}, ${ciphertext}, ${nonce}, ${newest})`;
      });
      opened = null;
    },
    async rewrap() {
      const rows = await sql<(KeyRow & { id: string })[]>`
        select id, provider, ciphertext, nonce, wrapping_key_version
        from public.provider_keys where wrapping_key_version < ${newest}`;
      for (const row of rows) {
        const { nonce, ciphertext } = await wrap(row.provider, await open(row));
        await sql`
          update public.provider_keys
          set ciphertext = ${ciphertext}, nonce = ${nonce}, wrapping_key_version = ${newest}
          where id = ${row.id}`;
      }
      return rows.length;
    },
  };
}

interface KeyRow {
  readonly provider: Company;
  readonly ciphertext: Uint8Array;
  readonly nonce: Uint8Array;
  readonly wrapping_key_version: number;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}
