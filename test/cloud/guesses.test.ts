import type { Context } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthError, refuse } from '../../supabase/local/auth/auth-error.ts';
import { createGuesses } from '../../supabase/local/auth/guesses.ts';
import {
  type TestCloud,
  client,
  lastMail,
  newAddress,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

const from = (ip: string): Context =>
  ({
    req: { header: () => undefined },
    env: { incoming: { socket: { remoteAddress: ip } } },
  }) as unknown as Context;

const wrong = refuse(403, 'otp_expired', 'wrong');

describe('guesses of a secret', () => {
  let moment = 0;
  const guessesOf = (most: number) => createGuesses(most, () => new Date(moment));
  const miss = (guesses: ReturnType<typeof guessesOf>, ip = '192.0.2.1'): Promise<string> =>
    guesses
      .guard(from(ip), () => Promise.reject(wrong))
      .then(
        () => 'in',
        (error: unknown) => (error instanceof AuthError ? error.details.code : 'broken'),
      );

  it('end after so many that were wrong, and come back with time', async () => {
    const guesses = guessesOf(3);
    for (let guess = 0; guess < 3; guess += 1) expect(await miss(guesses)).toBe('otp_expired');
    expect(await miss(guesses)).toBe('over_request_rate_limit');
    expect(await miss(guesses, '192.0.2.2')).toBe('otp_expired');
    moment += 100_000;
    expect(await miss(guesses)).toBe('otp_expired');
    expect(await miss(guesses)).toBe('over_request_rate_limit');
    moment += 86_400_000;
    for (let guess = 0; guess < 3; guess += 1) expect(await miss(guesses)).toBe('otp_expired');
    expect(await miss(guesses)).toBe('over_request_rate_limit');
  });

  it('count while they are looked at, and not once they are right', async () => {
    const guesses = guessesOf(2);
    const codes = await Promise.all([1, 2, 3, 4].map(() => miss(guesses)));
    expect(codes.filter((code) => code === 'otp_expired')).toHaveLength(2);
    const good = guessesOf(1);
    for (let time = 0; time < 5; time += 1) {
      expect(await good.guard(from('192.0.2.1'), () => Promise.resolve('in'))).toBe('in');
    }
  });

  it('are not spent by what breaks here', async () => {
    const guesses = guessesOf(1);
    const broken = guesses.guard(from('192.0.2.1'), () => Promise.reject(new Error('disk')));
    await expect(broken).rejects.toThrow('disk');
    expect(await miss(guesses)).toBe('otp_expired');
  });
});

describe('the embedded cloud', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  }, startLimitMs);
  afterAll(() => cloud.stop());

  /** Far more than it allows, at once: what time gives back meanwhile does not matter. */
  const tries = 90;

  async function codesOf(
    guess: () => Promise<{ readonly error: { readonly code?: string | undefined } | null }>,
  ): Promise<readonly (string | undefined)[]> {
    const answers = await Promise.all(Array.from({ length: tries }, guess));
    return answers.map(({ error }) => error?.code);
  }
  const limited = (codes: readonly (string | undefined)[]): number =>
    codes.filter((code) => code === 'over_request_rate_limit').length;

  it('lets nobody try all codes of a mail', async () => {
    const email = newAddress('mailed');
    await client(cloud).auth.signInWithOtp({ email });
    const { code } = await lastMail(cloud, email);
    const other = code === '111111' ? '222222' : '111111';
    const codes = await codesOf(() =>
      client(cloud).auth.verifyOtp({ email, token: other, type: 'email' }),
    );
    expect(limited(codes)).toBeGreaterThan(tries / 3);
  });

  it('lets nobody who has the password try all codes of the app', async () => {
    const { client: supabase } = await signedInUser(cloud, 'second');
    const { data } = await supabase.auth.mfa.enroll({ factorType: 'totp' });
    const factorId = data?.id ?? '';
    const codes = await codesOf(() =>
      supabase.auth.mfa.challengeAndVerify({ factorId, code: '000000' }),
    );
    expect(limited(codes)).toBeGreaterThan(tries / 3);
  });

  it('lets nobody try passwords for ever', async () => {
    const { email } = await signedInUser(cloud, 'guessed');
    const codes = await codesOf(() =>
      client(cloud).auth.signInWithPassword({ email, password: `${password}!` }),
    );
    expect(limited(codes)).toBeGreaterThan(tries / 3);
  });
});
