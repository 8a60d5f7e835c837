import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type PwnedPasswordsSimulator,
  startPwnedPasswordsSimulator,
} from '../simulators/pwned-passwords.ts';
import {
  type TestCloud,
  client,
  newAddress,
  serviceClient,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let leaks: PwnedPasswordsSimulator;
let cloud: TestCloud;

beforeAll(async () => {
  leaks = await startPwnedPasswordsSimulator();
  vi.stubEnv('PWNED_PASSWORDS_URL', leaks.http.url);
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(async () => {
  vi.unstubAllEnvs();
  await cloud.stop();
  await leaks.http.close();
});

beforeEach(() => leaks.http.clearFaults());

const leaked = 'purple monkey dishwasher 9';
const unseen = 'nobody has had this 7';

function signUp(password: string) {
  return client(cloud).auth.signUp({ email: newAddress('leak'), password });
}

const pwned = { status: 422, code: 'weak_password', reasons: ['pwned'] };

describe('a password that was leaked', () => {
  it('opens no new account', async () => {
    expect((await signUp(leaked)).error).toBeNull();
    leaks.leak(leaked, 3);
    expect((await signUp(leaked)).error).toMatchObject(pwned);
    // Somebody padded the list with it: it was seen in no leak.
    leaks.leak(unseen, 0);
    expect((await signUp(unseen)).error).toBeNull();
  });

  it('is told with everything else that speaks against it', async () => {
    leaks.leak('short', 1000);
    const { error } = await signUp('short');
    expect(error).toMatchObject({ reasons: ['length', 'characters', 'pwned'] });
  });

  it('becomes no new password', async () => {
    leaks.leak(leaked, 3);
    const { client: supabase, id } = await signedInUser(cloud, 'ada');
    expect((await supabase.auth.updateUser({ password: leaked })).error).toMatchObject(pwned);
    const admin = serviceClient(cloud).auth.admin;
    const set = await admin.updateUserById(id, { password: leaked });
    expect(set.error).toMatchObject({ code: 'weak_password' });
  });

  it('still opens an account that has it, and that is said', async () => {
    const { email, client: supabase } = await signedInUser(cloud, 'bob');
    await supabase.auth.updateUser({ password: unseen });
    leaks.leak(unseen, 1);
    const { data, error } = await client(cloud).auth.signInWithPassword({
      email,
      password: unseen,
    });
    expect(error).toBeNull();
    expect(data.weakPassword).toMatchObject({ reasons: ['pwned'] });
    leaks.leak(unseen, 0);
  });

  it('is asked for by five digits of its hash, padded', () => {
    expect(leaks.http.requests.length).toBeGreaterThan(0);
    expect(leaks.http.violations).toEqual([]);
  });
});

describe('where nobody can be asked', () => {
  it.each(['server-error-503', 'never-answers', 'cut-off'] as const)(
    'everybody may come in, but for the worst passwords (%s)',
    async (fault) => {
      leaks.leak(leaked, 3);
      leaks.http.fail(fault);
      expect((await signUp(leaked)).error).toBeNull();
      expect(cloud.said()).toContain('Leaked passwords could not be looked up');
      expect((await signUp('Password2026!')).error).toMatchObject(pwned);
    },
  );
});

describe('the contract of the simulator refuses', () => {
  const padded = { 'add-padding': 'true' };
  it.each([
    ['a whole hash', '/range/5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8', padded, 400],
    ['too little of it', '/range/5BAA', padded, 400],
    ['what is no hash', '/range/XYZZY', padded, 400],
    ['an answer whose length tells', '/range/5BAA6', {}, 400],
    ['another path', '/breaches', padded, 404],
  ] as const)('%s', async (...[, path, headers, status]) => {
    expect((await fetch(`${leaks.http.url}${path}`, { headers })).status).toBe(status);
  });
});
