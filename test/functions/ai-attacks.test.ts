import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayStatusSchema } from '../../electron/contract/gateway.ts';
import { startLimitMs } from '../cloud/harness.ts';
import {
  type Gateway,
  type Person,
  describeCall,
  eventsOf,
  refusalOf,
  startGateway,
  textModel,
} from './support/gateway.ts';

let gateway: Gateway;
let ada: Person;
let eve: Person;
beforeAll(async () => {
  gateway = await startGateway();
}, startLimitMs);
afterAll(() => gateway.stop());
beforeEach(async () => {
  [ada, eve] = [await gateway.person('ada'), await gateway.person('eve')];
});

const asked = (): number => gateway.openai.requests.length + gateway.anthropic.requests.length;

/** Straight to the database's own interface, with somebody's token. */
function rest(
  person: Person,
  path: string,
  { body, method = 'POST' }: { readonly body: object; readonly method?: string },
): Promise<Response> {
  return fetch(`${gateway.cloud.status.API_URL}/rest/v1/${path}`, {
    method,
    headers: {
      apikey: gateway.cloud.status.ANON_KEY,
      authorization: `Bearer ${person.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
}

const withToken = ({ token }: Person) => ({ headers: { authorization: `Bearer ${token}` } });

describe('credits', () => {
  it('come from nowhere but the server', async () => {
    const before = await gateway.balance(eve);
    const job = randomUUID();
    const calls: readonly (readonly [string, object])[] = [
      ['credit_grant', { account: eve.id, amount: 1000, kind: 'gift', reference: 'x' }],
      ['credit_take_back', { account: ada.id, amount: -1000, reference: 'x' }],
      ['credit_reserve', { account: ada.id, job, amount: 1, request_hash: 'h' }],
      ['credit_settle', { job, spent: -1000 }],
      ['credit_release', { job }],
      ['ai_conclude', { job, outcome: 'failed', model: 'm', cost: 0, credits: 0, answer: {} }],
      ['ai_sweep', {}],
    ];
    for (const [name, body] of calls) {
      const { status } = await rest(eve, `rpc/${name}`, { body });
      expect({ name, refused: status === 403 || status === 404 }).toEqual({ name, refused: true });
    }
    const changes: readonly (readonly [string, object, string])[] = [
      [`credit_accounts?user_id=eq.${eve.id}`, { balance: 1_000_000 }, 'PATCH'],
      [`ai_requests?user_id=eq.${eve.id}`, { credits: 0 }, 'PATCH'],
      ['ai_requests', { job_id: job, user_id: ada.id, operation: 'x', request_hash: 'x' }, 'POST'],
      [`ai_uploads?user_id=eq.${eve.id}`, { object: `${ada.id}/x/image` }, 'PATCH'],
    ];
    for (const [path, body, method] of changes) {
      expect({ path, status: (await rest(eve, path, { body, method })).status }).toEqual({
        path,
        status: 403,
      });
    }
    expect(await gateway.balance(eve)).toEqual(before);
  });

  it('are one’s own: what an order says of accounts, prices or amounts is not heard', async () => {
    const before = await gateway.balance(ada);
    const form = new FormData();
    const order = {
      call: describeCall,
      model: textModel,
      user_id: ada.id,
      userId: ada.id,
      credits: -100,
      estimate: 0,
      prices: {},
      __proto__: { userId: ada.id },
    };
    form.set('order', JSON.stringify(order));
    form.set('user_id', ada.id);
    form.set('image', new Blob([gateway.photo], { type: 'image/jpeg' }), 'image');
    const own = await gateway.balance(eve);
    const last = (await eventsOf(await gateway.post(eve, randomUUID(), form))).at(-1);
    if (last?.type !== 'result') throw new Error('no result');
    expect(last.result.credits).toBeGreaterThan(0);
    expect(await gateway.balance(ada)).toEqual(before);
    expect((await gateway.balance(eve)).balance).toBe(own.balance - last.result.credits);
  });

  it('are not won by amounts that no operation takes', async () => {
    const counts = [-1, 0, 1.5, 1e9, '4', null];
    for (const count of counts) {
      const call = { operation: 'generate', options: { prompt: 'x', count } };
      const form = gateway.form(call, 'openai:gpt-image-2.5-flare', null);
      expect(await refusalOf(await gateway.post(eve, randomUUID(), form))).toEqual({
        status: 400,
        code: 'invalid_request',
      });
    }
  });
});

describe('a job', () => {
  it('is done and paid once, however often and however it is asked for', async () => {
    const job = randomUUID();
    const [before, sent] = [await gateway.balance(ada), asked()];
    const form = () => gateway.form(describeCall, textModel);
    const ids = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? job : job.toUpperCase()));
    const answers = await Promise.all(ids.map((id) => gateway.post(ada, id, form())));
    const ends = await Promise.all(answers.map(async (answer) => (await eventsOf(answer)).at(-1)));
    const [first] = ends;
    if (first?.type !== 'result') throw new Error('no result');
    expect(ends).toEqual(ids.map(() => first));
    expect(asked()).toBe(sent + 1);
    const paid = { balance: before.balance - first.result.credits, held: 0 };
    expect(await gateway.balance(ada)).toEqual(paid);

    // Forgotten, it is not done again either.
    await fetch(gateway.url(`jobs/${job}`), { method: 'DELETE', ...withToken(ada) });
    const again = (await eventsOf(await gateway.post(ada, job, form()))).at(-1);
    expect(again).toMatchObject({ type: 'failure', failure: { error: { kind: 'not-found' } } });
    expect(asked()).toBe(sent + 1);
    expect(await gateway.balance(ada)).toEqual(paid);
  });

  it('is seen, fetched and forgotten by nobody else', async () => {
    const job = randomUUID();
    await eventsOf(await gateway.post(ada, job, gateway.form(describeCall, textModel)));
    const before = await gateway.balance(eve);
    for (const path of [`jobs/${job}`, `jobs/${job}/files/0`]) {
      expect((await fetch(gateway.url(path), withToken(eve))).status).toBe(404);
    }
    await fetch(gateway.url(`jobs/${job}`), { method: 'DELETE', ...withToken(eve) });
    const status = await fetch(gateway.url(`jobs/${job}`), withToken(ada));
    expect(gatewayStatusSchema.parse(await status.json()).status).toBe('done');
    const stolen = await gateway.post(eve, job, gateway.form(describeCall, textModel));
    expect(await refusalOf(stolen)).toMatchObject({ status: 409 });
    expect(await gateway.balance(eve)).toEqual(before);
    for (const table of ['ai_requests', 'ai_files', 'ai_uploads', 'response_cache', 'ai_margins']) {
      const rows = await fetch(`${gateway.cloud.status.API_URL}/rest/v1/${table}?select=*`, {
        headers: { ...withToken(eve).headers, apikey: gateway.cloud.status.ANON_KEY },
      });
      expect({ table, text: await rows.text() }).toEqual({ table, text: '[]' });
    }
  });

  it('belongs to a token that the server signed', async () => {
    const [, claims = ''] = eve.token.split('.');
    const altered = {
      ...JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))),
      sub: ada.id,
    };
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const before = await gateway.balance(ada);
    for (const token of [
      `${encode({ alg: 'none', typ: 'JWT' })}.${encode(altered)}.`,
      [eve.token.split('.')[0], encode(altered), eve.token.split('.')[2]].join('.'),
      gateway.cloud.status.ANON_KEY,
      gateway.cloud.status.SERVICE_ROLE_KEY,
    ]) {
      const form = gateway.form(describeCall, textModel);
      const answer = await gateway.post({ id: '', token }, randomUUID(), form);
      expect(await refusalOf(answer)).toEqual({ status: 401, code: 'bad_token' });
    }
    expect(await gateway.balance(ada)).toEqual(before);
  });
});

describe('a request', () => {
  it('leads the server nowhere, and adds nothing to what is sent', async () => {
    const sent = asked();
    for (const model of [
      'openai:../../v1/models',
      'http://169.254.169.254/:x',
      'cloud:gpt-6-luna',
      'openai:gpt-6-luna\r\nx-admin: yes',
      '__proto__:x',
    ]) {
      const answer = await gateway.post(eve, randomUUID(), gateway.form(describeCall, model));
      expect(await refusalOf(answer)).toMatchObject({ status: 422 });
    }
    expect(asked()).toBe(sent);

    // What a prompt says stays a prompt.
    const question = 'What?\r\nx-injected: yes\r\n\r\n{"model":"gpt-6-sol"}';
    const form = gateway.form({ operation: 'ask', options: { question } }, textModel);
    const answer = await fetch(gateway.url(`jobs/${randomUUID()}`), {
      method: 'POST',
      headers: {
        ...withToken(eve).headers,
        'x-api-key': 'sk-mine',
        'openai-organization': 'org-mine',
        'x-forwarded-host': 'attacker.example',
        'idempotency-key': 'x',
      },
      body: form,
    });
    expect((await eventsOf(answer)).at(-1)).toMatchObject({ type: 'result' });
    const request = gateway.openai.requests.at(-1);
    expect(request?.body).toMatchObject({ model: 'gpt-6-luna' });
    expect(JSON.stringify(request?.headers)).not.toMatch(/injected|mine|attacker/);
  });

  it('is refused where it is too much, and costs nothing', async () => {
    const [before, sent] = [await gateway.balance(eve), asked()];
    const post = (body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
      fetch(gateway.url(`jobs/${randomUUID()}`), {
        method: 'POST',
        headers: { ...withToken(eve).headers, ...headers },
        body,
        duplex: 'half',
      } as RequestInit);
    const form = gateway.form(describeCall, textModel, Buffer.alloc(9 * 1024 * 1024));
    expect(await refusalOf(await post(form))).toEqual({ status: 413, code: 'too_large' });

    // Without saying how much it is.
    let left = 40;
    const unannounced = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const type = { 'content-type': 'multipart/form-data; boundary=x' };
    const cut = await post(unannounced, type).catch(() => null);
    expect(cut === null || cut.status === 413).toBe(true);

    const deep = new FormData();
    deep.set('order', `{"call":${'['.repeat(200_000)}`);
    expect((await post(deep)).status).toBe(400);
    const nested = new FormData();
    nested.set('order', `${'{"call":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    expect((await post(nested)).status).toBe(400);
    const long = gateway.form(
      { operation: 'ask', options: { question: 'x'.repeat(4001) } },
      textModel,
    );
    expect((await post(long)).status).toBe(400);
    expect((await post('not a form', { 'content-type': 'text/plain' })).status).toBe(400);
    expect(await gateway.balance(eve)).toEqual(before);
    expect(asked()).toBe(sent);
  });
});
