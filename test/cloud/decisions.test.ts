import { describe, expect, it } from 'vitest';
import { weakReasons } from '../../supabase/local/auth/password-policy.ts';
import { allowedRedirect } from '../../supabase/local/auth/redirects.ts';
import { decideRefresh } from '../../supabase/local/auth/refresh.ts';

describe('what a refresh token is still good for', () => {
  const now = new Date('2026-01-01T00:00:20Z');
  const limits = { now, reuseInterval: 10 };
  const used = (secondsAgo: number) => ({
    token: 'a',
    revoked: true,
    updated_at: new Date(now.getTime() - secondsAgo * 1000),
  });
  const child = { token: 'b', parent: 'a' };
  const grandchild = { token: 'c', parent: 'b' };

  it.each([
    ['unused', { ...used(0), revoked: false }, undefined, { kind: 'swap' }],
    ['its child is in use', used(3600), child, { kind: 'repeat', token: 'b' }],
    ['used ten seconds ago', used(10), grandchild, { kind: 'swap' }],
    ['used before that', used(10.001), grandchild, { kind: 'reused' }],
    ['of a family that ended', used(11), undefined, { kind: 'reused' }],
  ] as const)('%s', (...[, token, active, decision]) => {
    expect(decideRefresh(token, active, limits)).toEqual(decision);
  });
});

describe('where a browser may be sent', () => {
  const config = {
    site_url: 'emulsion://auth/callback',
    additional_redirect_urls: ['emulsion://auth/**', 'http://127.0.0.1:*/**'],
  };
  it.each([
    ['emulsion://auth/callback?next=1', true],
    ['emulsion://auth/reset/now', true],
    ['http://127.0.0.1:5173/back', true],
    ['http://127.0.0.1.evil.example/back', false],
    ['http://127.0.0.1:80@evil.example/', false],
    ['https://evil.example/#emulsion://auth/callback', false],
    ['javascript:alert(1)', false],
    ['not an address', false],
  ])('%s: %s', (wanted, allowed) => {
    expect(allowedRedirect(wanted, config)).toBe(allowed ? wanted : config.site_url);
  });
});

describe('what speaks against a password', () => {
  it.each([
    ['', 'short1', ['length']],
    ['', 'long enough', []],
    ['letters_digits', 'only letters', ['characters']],
    ['letters_digits', 'letters and 1', []],
    ['lower_upper_letters_digits', 'letters and 1', ['characters']],
    ['lower_upper_letters_digits_symbols', 'Letters and 1!', []],
  ] as const)('%s: %s', (requirements, password, reasons) => {
    const policy = { minimum_password_length: 10, password_requirements: requirements };
    expect(weakReasons(password, policy)).toEqual(reasons);
  });
});
