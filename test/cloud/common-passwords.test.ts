import { describe, expect, it } from 'vitest';
import { isCommonPassword } from '../../supabase/local/auth/common-passwords.ts';

describe('a password that anybody would try', () => {
  it.each([
    'password123',
    'Password2026!',
    'P@ssw0rd1234',
    '123password!!',
    'qwerty12345',
    'qwertyuiop1',
    '1q2w3e4r5t6y',
    'asdfghjkl123',
    '0987654321abcd',
    'abcdefgh1234',
    'aaaaaaaaa1',
    'abcabcabc123',
    '1234567890a1234567890a1234567890a',
    'iloveyou2024',
    'Passwort2026',
    'letmein-2026',
    'trustno1trustno1trustno1',
    'welcome1234',
    'Summer2026!',
    'emulsion2026',
  ])('%s', (password) => expect(isCommonPassword(password)).toBe(true));
});

describe('a password that somebody thought of', () => {
  it.each([
    'correct horse 1',
    'sunset over 3 lakes',
    'passwordless in 7 ways',
    'mein Hund heißt 42',
    'tr0ub4dor&3xkcd',
    'b7Qz-91mK-x04e',
    '𝓾𝓷𝓲𝓬𝓸𝓭𝓮 1 password',
    '',
  ])('%s', (password) => expect(isCommonPassword(password)).toBe(false));

  it('is told apart at once, however long it is', () => {
    expect(isCommonPassword(`${'0123'.repeat(18)}x`)).toBe(false);
  });
});
