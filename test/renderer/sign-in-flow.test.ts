import { describe, expect, it } from 'vitest';
import type { AccountState, NextStep } from '../../electron/contract/account.ts';
import {
  activeAccount,
  fieldsOfError,
  initialsOf,
  secondsUntilResend,
  stepAfter,
  stepAtStart,
  weaknessOf,
} from '../../renderer/account/sign-in-flow.ts';
import { ada, endedAccount, studioAccount } from './recorded/cloud-data.ts';

const now = 1_000_000;

function state(change: Partial<AccountState>): AccountState {
  return {
    cloud: true,
    active: 'local',
    accounts: [],
    identityProviders: [],
    sessionsPersist: true,
    inBrowser: null,
    ...change,
  };
}

describe('the way in', () => {
  const signedIn: NextStep = { next: 'signed-in', account: ada };

  it('is over once somebody is signed in', () => {
    expect(stepAfter(signedIn, { purpose: 'signup', now })).toBeNull();
  });

  it('asks for a new password after a reset, though the code has signed in', () => {
    expect(stepAfter(signedIn, { purpose: 'recovery', now })).toEqual({ name: 'new-password' });
  });

  it('waits for the mail that was sent, and remembers what for', () => {
    const answer: NextStep = { next: 'check-mail', email: 'a@b.example' };
    expect(stepAfter(answer, { purpose: 'magic-link', now })).toEqual({
      name: 'check-mail',
      purpose: 'magic-link',
      email: 'a@b.example',
      sentAt: now,
    });
  });

  it('goes on with the second factor', () => {
    expect(stepAfter({ next: 'second-factor' }, { purpose: 'signup', now })).toEqual({
      name: 'second-factor',
    });
  });

  it('begins with the second factor where a session still lacks it', () => {
    expect(stepAtStart(state({ accounts: [{ ...ada, secondFactorDue: true }] })).name).toBe(
      'second-factor',
    );
    expect(stepAtStart(state({ accounts: [ada] })).name).toBe('sign-in');
  });

  it.each([
    [now, 60],
    [now + 59_001, 1],
    [now + 60_000, 0],
    [now + 600_000, 0],
  ])('counts down to the next mail (%i → %i s)', (time, seconds) => {
    expect(secondsUntilResend(now, time)).toBe(seconds);
  });
});

describe('the account that is shown', () => {
  it.each([
    ['nobody’s', state({ accounts: [ada] }), null],
    ['the active one’s', state({ active: ada.id, accounts: [studioAccount, ada] }), ada.id],
    [
      'not one whose session ended',
      state({ active: endedAccount.id, accounts: [endedAccount] }),
      null,
    ],
    [
      'not one that lacks its second factor',
      state({ active: ada.id, accounts: [{ ...ada, secondFactorDue: true }] }),
      null,
    ],
  ])('is %s', (_what, given, id) => {
    expect(activeAccount(given)?.id ?? null).toBe(id);
  });

  it.each([
    ['Ada Merz', 'AM'],
    ['  Ada  ', 'A'],
    ['', 'X'],
    ['Ana María de la Cruz', 'AC'],
    ['émile', 'É'],
    ['𝒜da', '𝒜'],
  ])('has initials: %j → %s', (displayName, letters) => {
    expect(initialsOf({ displayName, email: 'x@y.example' })).toBe(letters);
  });
});

describe('an error', () => {
  it.each([
    ['length, pwned', 'pwned'],
    ['characters, length', 'length'],
    ['a new reason', null],
  ])('says the gravest weakness of a password: %s → %s', (reasons, weakness) => {
    expect(weaknessOf({ params: { reasons } })).toBe(weakness);
  });

  it.each([
    ['account-exists', ['email']],
    ['account-weak-password', ['password']],
    ['account-wrong-code', ['code', 'recovery']],
    ['cloud-unreachable', []],
  ] as const)('%s is said at %j', (kind, fields) => {
    expect(fieldsOfError(kind)).toEqual(fields);
  });
});
