import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../supabase/functions/_shared/client-address.ts';

describe('where a request comes from', () => {
  it.each([
    [{}, 'unknown'],
    [{ 'x-forwarded-for': '203.0.113.7' }, '203.0.113.7'],
    // What a client writes itself stands before what a proxy has seen.
    [{ 'x-forwarded-for': '10.0.0.1, 203.0.113.7' }, '203.0.113.7'],
    [{ 'x-forwarded-for': '10.0.0.1', 'cf-connecting-ip': '203.0.113.7' }, '203.0.113.7'],
    [{ 'x-forwarded-for': '2001:db8:1:2:3:4:5:6' }, '2001:db8:1:2::/64'],
    [{ 'x-forwarded-for': '2001:DB8:0001:0002::9' }, '2001:db8:1:2::/64'],
    [{ 'x-forwarded-for': '2001:db8::1' }, '2001:db8:0:0::/64'],
    [{ 'x-forwarded-for': '::1' }, '0:0:0:0::/64'],
    [{ 'x-forwarded-for': 'x'.repeat(5000) }, 'x'.repeat(45)],
  ])('%j → %s', (headers, address) => {
    expect(clientAddress(new Headers(headers))).toBe(address);
  });
});
