import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';
import type { Simulator } from '../simulators/http-simulator.ts';
import { signedInAdmin, tokenOf } from './support/admins.ts';
import { type Gateway, type Person, eventsOf, startGateway, textModel } from './support/gateway.ts';

const secrets = { 1: Buffer.alloc(32, 1), 2: Buffer.alloc(32, 2) };
/** What the company takes now, and what it was shown, in order. */
const valid = new Set<string>();
const shown: string[] = [];

let company: Simulator;
let door: Server;
let gateway: Gateway;
let admin: string;
beforeAll(async () => {
  company = await startOpenAiSimulator();
  door = createServer((request, response) => {
    const key = request.headers.authorization?.slice('Bearer '.length) ?? '';
    shown.push(key);
    if (!valid.has(key)) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          error: {
            message: 'Incorrect API key',
            type: 'invalid_request_error',
            code: 'invalid_api_key',
          },
        }),
      );
      return;
    }
    const { 'content-type': mediaType = '' } = request.headers;
    fetch(`${company.url}${request.url ?? ''}`, {
      method: request.method ?? 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': mediaType },
      body: Readable.toWeb(request) as never,
      duplex: 'half',
    } as RequestInit)
      .then((answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        Readable.fromWeb(answer.body as never).pipe(response);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  gateway = await startGateway({
    // Nobody else is there to take over: what fails is seen.
    AI_ORIGINS: JSON.stringify({ openai: `http://127.0.0.1:${port}` }),
    OPENAI_API_KEY: '',
    ANTHROPIC_API_KEY: '',
    STABILITY_API_KEY: '',
    PROVIDER_KEY_SECRETS: JSON.stringify({
      1: secrets[1].toString('base64'),
      2: secrets[2].toString('base64'),
    }),
  });
  admin = await tokenOf((await signedInAdmin(gateway.cloud, 'grace')).client);
}, startLimitMs);
afterAll(async () => {
  await gateway.stop();
  await company.close();
  door.close();
});

function tell(path: string, token: string, body: object = {}): Promise<Response> {
  return fetch(gateway.url(path), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const setKey = (key: string) => tell('keys', admin, { company: 'openai', key });

/** Another question each time: none is answered out of the cache. */
async function ask(person: Person): Promise<string> {
  const call = { operation: 'ask', options: { question: `What is ${randomUUID()}?` } };
  const answer = await gateway.post(person, randomUUID(), gateway.form(call, textModel));
  return (await eventsOf(answer)).at(-1)?.type ?? 'nothing';
}

/** Several accounts that ask without a pause; after each answer `between` hears how many there were. */
async function underTraffic(between: (answers: number) => Promise<void>): Promise<string[]> {
  const answers: string[] = [];
  const people = await Promise.all(
    ['one', 'two', 'three'].map((name) => gateway.person(`${name}-${randomUUID().slice(0, 8)}`)),
  );
  await Promise.all(
    people.map(async (person) => {
      for (let n = 0; n < 8; n += 1) {
        answers.push(await ask(person));
        await between(answers.length);
      }
    }),
  );
  return answers;
}

describe('a company’s key', () => {
  it('is set by admins alone, and kept where the database can’t read it', async () => {
    const ada = await gateway.person('not-an-admin');
    expect((await tell('keys', ada.token, { company: 'openai', key: 'sk-mine-now' })).status).toBe(
      403,
    );
    expect((await tell('keys/rewrap', ada.token)).status).toBe(403);
    valid.add('sk-the-first-of-the-company');
    expect((await setKey('sk-the-first-of-the-company')).status).toBe(204);
    const [row] = await gateway.cloud.sql<{ hint: string; ciphertext: Buffer }[]>`
      select hint, ciphertext from public.provider_keys where active`;
    expect(row?.hint).toBe('pany');
    expect(row?.ciphertext.toString('latin1')).not.toContain('sk-the-first');
    expect(await ask(ada)).toBe('result');
  });

  it('is replaced under traffic without a failed request, also where the old one ends at once', async () => {
    valid.add('sk-the-second-of-the-company');
    const answers = await underTraffic(async (count) => {
      if (count === 6) await setKey('sk-the-second-of-the-company');
      if (count === 12) {
        // Replaced and ended in one moment: requests are on their way with the old one.
        valid.add('sk-the-third-of-the-company');
        await setKey('sk-the-third-of-the-company');
        valid.delete('sk-the-first-of-the-company');
        valid.delete('sk-the-second-of-the-company');
      }
    });
    expect(answers).toEqual(Array.from({ length: 24 }, () => 'result'));
    expect(shown.at(-1)).toBe('sk-the-third-of-the-company');
  });

  it('is looked up again where it is refused, though it was read a moment ago', async () => {
    const ada = await gateway.person('just-asked');
    expect(await ask(ada)).toBe('result');
    // As another process of the functions would: this one has the old key in its memory.
    const key = 'sk-set-by-another-process';
    valid.clear();
    valid.add(key);
    await replaceRow(key, 2);
    const refused = shown.length;
    expect(await ask(ada)).toBe('result');
    expect(shown.slice(refused)).toEqual(['sk-the-third-of-the-company', key]);
  });

  it('moves to the newest secret under traffic', async () => {
    const key = 'sk-wrapped-long-ago';
    valid.add(key);
    await replaceRow(key, 1);
    let rewrapped: unknown;
    const answers = await underTraffic(async (count) => {
      if (count === 8) rewrapped = await (await tell('keys/rewrap', admin)).json();
    });
    expect(rewrapped).toEqual({ rewrapped: 1 });
    expect(answers).toEqual(Array.from({ length: 24 }, () => 'result'));
    const rows = await gateway.cloud.sql`
      select wrapping_key_version as version from public.provider_keys where active`;
    expect(rows).toEqual([{ version: 2 }]);
  });
});

/** Writes the key's row as the function does: AES-256-GCM, the company as additional data. */
async function replaceRow(key: string, version: 1 | 2): Promise<void> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secrets[version], nonce);
  cipher.setAAD(Buffer.from('openai'));
  const sealed = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  await gateway.cloud.sql`update public.provider_keys set active = false where active`;
  await gateway.cloud.sql`
    insert into public.provider_keys (provider, hint, ciphertext, nonce, wrapping_key_version)
    values ('openai', ${key.slice(-4)}, ${sealed}, ${nonce}, ${version})`;
}
