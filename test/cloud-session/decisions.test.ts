import {
  AuthApiError,
  AuthRetryableFetchError,
  AuthWeakPasswordError,
} from '@supabase/supabase-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudAddress } from '../../electron/cloud/cloud-address.ts';
import { authFailure, dataOf } from '../../electron/cloud/cloud-failure.ts';
import { openAccountBook } from '../../electron/cloud/session/account-book.ts';
import { createPendingLinks, newState } from '../../electron/cloud/session/pending-links.ts';
import { qrMatrix } from '../../electron/cloud/session/second-factor.ts';
import { sessionFacts } from '../../electron/cloud/session/session.ts';
import type { SecretVault } from '../../electron/platform/secret-vault.ts';
import type { AppFailure } from '../../electron/contract/app-error.ts';

const id = 'c0ffee00-0000-4000-8000-000000000001';

describe('an error of the identity server', () => {
  it.each([
    ['invalid_credentials', 'account-wrong-password'],
    ['insufficient_aal', 'account-second-factor-needed'],
    ['reauthentication_needed', 'account-code-needed'],
    ['over_email_send_rate_limit', 'account-too-often'],
    ['session_not_found', 'account-signed-out'],
    ['user_banned', 'account-closed'],
    ['a_code_of_tomorrow', 'cloud-refused'],
  ])('%s is told as %s', (code, kind) => {
    expect(authFailure(new AuthApiError('secret words', 400, code)).error.kind).toBe(kind);
  });

  it('is told by its code alone: messages may quote what was sent', () => {
    const { error } = authFailure(new AuthApiError('canary@example.com', 400, 'email_exists'));
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('says why a password is weak', () => {
    const weak = new AuthWeakPasswordError('weak', 422, ['length', 'pwned']);
    expect(authFailure(weak).error).toMatchObject({
      kind: 'account-weak-password',
      params: { reasons: 'length, pwned' },
    });
  });

  it('that is none of its own is a network that is away', () => {
    const { error } = authFailure(new AuthRetryableFetchError('fetch failed', 0));
    expect(error.kind).toBe('cloud-unreachable');
  });
});

describe('an answer of the database', () => {
  it.each([
    [0, null, 'cloud-unreachable'],
    [503, null, 'cloud-unreachable'],
    [401, null, 'account-signed-out'],
    [403, null, 'not-allowed'],
    [403, 'second_factor_required', 'account-second-factor-needed'],
    [429, 'rate_limited', 'account-too-often'],
    [409, null, 'cloud-refused'],
  ])('%s %s is told as %s', (status, details, kind) => {
    const error = { code: 'PT', message: 'm', details, hint: null, name: 'PostgrestError' };
    expect(() => dataOf({ data: null, error: error as never, status })).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ kind }) }) as AppFailure,
    );
  });
});

describe('a session as it is kept', () => {
  function kept(claims: object, user: object = {}): string {
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return JSON.stringify({ access_token: `h.${payload}.s`, user: { id, ...user } });
  }

  it('tells who it is, and whether a second factor is due', () => {
    const factors = [{ status: 'verified' }];
    const facts = sessionFacts(
      kept({ aal: 'aal1', user_role: 'admin' }, { email: 'a@b', factors }),
    );
    expect(facts).toMatchObject({
      account: id,
      email: 'a@b',
      role: 'admin',
      secondFactorDue: true,
    });
    expect(sessionFacts(kept({ aal: 'aal2' }, { factors }))?.secondFactorDue).toBe(false);
  });

  it('gives nobody a role that it doesn’t know', () => {
    expect(sessionFacts(kept({ user_role: 'emperor' }))?.role).toBe('user');
  });

  it('is none if it is anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(sessionFacts(text)).toBeNull();
      }),
    );
  });
});

describe('the accounts that this device knows', () => {
  const account = { id, email: 'a@b', displayName: '', avatar: null, device: id } as never;

  it('are none where the file holds anything else', () => {
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        const file = { read: () => kept, write: () => undefined };
        expect(openAccountBook(file, 'https://cloud.example').accounts()).toEqual([]);
      }),
    );
  });

  it('of one cloud survive what happens at another', () => {
    let kept: unknown = null;
    const file = { read: () => kept, write: (pages: unknown) => void (kept = pages) };
    openAccountBook(file, 'https://one.example').put(account);
    openAccountBook(file, 'https://two.example').put(account);
    openAccountBook(file, 'https://two.example').remove(id as never);
    expect(openAccountBook(file, 'https://one.example').accounts()).toHaveLength(1);
    expect(openAccountBook(file, 'https://two.example').accounts()).toEqual([]);
  });
});

describe('links that the app waits for', () => {
  function memoryVault(): SecretVault {
    const kept = new Map<string, string>();
    return {
      persists: false,
      get: (name) => kept.get(name) ?? null,
      set: (name, text) => void kept.set(name, text),
      remove: (name) => void kept.delete(name),
    };
  }

  it('are taken once, in time, and by nothing but their state, in whatever order they come', () => {
    const purposes = fc.constantFrom('signup', 'magic-link', 'recovery', 'oauth', 'identity');
    const step = fc.oneof(
      fc.record({ expect: purposes }),
      fc.record({ take: fc.nat(12) }),
      fc.record({ wait: fc.nat(40) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let minutes = 0;
        const links = createPendingLinks(memoryVault(), () => minutes * 60_000);
        const made: string[] = [];
        const taken = new Set<string>();
        for (const one of steps) {
          if ('wait' in one) minutes += one.wait;
          else if ('expect' in one) {
            const state = newState();
            made.push(state);
            links.expect({ state, purpose: one.expect, secrets: {} });
          } else {
            const state = made[one.take] ?? newState();
            const link = links.take(state);
            expect(link === null || (link.state === state && !taken.has(state))).toBe(true);
            if (link !== null) {
              expect(link.expiresAt).toBeGreaterThan(minutes * 60_000);
              taken.add(state);
            }
          }
        }
        const left = made.map((state) => links.take(state)).filter((link) => link !== null);
        const inBrowser = left.filter(({ purpose }) => /^(oauth|identity)$/.test(purpose));
        expect(inBrowser.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('a QR code is square, with the three finder patterns', () => {
  const rows = qrMatrix('otpauth://totp/Emulsion:a@b?secret=JBSWY3DPEHPK3PXP');
  const size = rows.length;
  expect(rows.every((row) => row.length === size)).toBe(true);
  const corners = [rows[0]?.[0], rows[0]?.[size - 1], rows[size - 1]?.[0]];
  expect(corners).toEqual([1, 1, 1]);
});

describe('the cloud’s address', () => {
  const branded = { url: 'https://cloud.example/', key: 'public' };

  it('is the environment’s, else the brand’s, else none', () => {
    const environment = { EMULSION_CLOUD_URL: 'http://127.0.0.1:54321', EMULSION_CLOUD_KEY: 'k' };
    expect(cloudAddress(environment, branded)).toEqual({ url: 'http://127.0.0.1:54321', key: 'k' });
    expect(cloudAddress({}, branded)).toEqual({ url: 'https://cloud.example', key: 'public' });
    expect(cloudAddress({}, null)).toBeNull();
  });

  it('is none where it is wrong', () => {
    expect(cloudAddress({ EMULSION_CLOUD_URL: 'file:///etc/passwd' }, branded)).toBeNull();
    expect(cloudAddress({ EMULSION_CLOUD_URL: 'http://127.0.0.1:1' }, branded)).toBeNull();
  });
});
