import { once } from 'node:events';
import { type IncomingMessage, get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { AuthCallback } from '../../electron/platform/deep-links.ts';
import { type Loopback, createLoopback } from '../../electron/platform/loopback.ts';

const state = 's'.repeat(43);
const heard: AuthCallback[] = [];
let loopback: Loopback;

afterEach(() => {
  loopback.close();
  heard.length = 0;
});

async function open(): Promise<string> {
  loopback = createLoopback((callback) => heard.push(callback));
  return loopback.open();
}

describe('the page on this machine', () => {
  it('hears what a sign-in page answered, and lets no script run', async () => {
    const address = await open();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    const answer = await fetch(`${address}?flow=${state}&code=c-1`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(heard).toEqual([{ state, code: 'c-1' }]);
  });

  it.each([
    ['without a state', '?code=c-1'],
    ['with a state that is none of ours', '?flow=short&code=c-1'],
  ])('does not hear an answer %s', async (_what, query) => {
    expect((await fetch(`${await open()}${query}`)).status).toBe(404);
    expect(heard).toEqual([]);
  });

  it('answers nothing else', async () => {
    const address = await open();
    const other = new URL(`/elsewhere?flow=${state}`, address);
    expect((await fetch(other)).status).toBe(404);
    expect(heard).toEqual([]);
  });

  it('outlives an address that is none', async () => {
    const { port } = new URL(await open());
    // What `fetch` would never send, any page and any program on this machine can.
    const [answer] = await once(get({ host: '127.0.0.1', port, path: '//' }), 'response');
    expect((answer as IncomingMessage).statusCode).toBe(404);
    expect(heard).toEqual([]);
  });

  it('stays where it is while it is open, and is gone when it is closed', async () => {
    const address = await open();
    expect(await loopback.open()).toBe(address);
    loopback.close();
    await expect(fetch(address)).rejects.toThrow();
  });
});
