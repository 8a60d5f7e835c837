import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openBillingBook } from '../../electron/cloud/billing/billing-book.ts';
import { withOperation } from '../../electron/cloud/billing/operation-ids.ts';
import { type AppErrorKind, fail } from '../../electron/contract/app-error.ts';

let file: string;
let time: number;
const now = (): number => time;

beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'emulsion-billing-')), 'billing.json');
  time = 1_000_000;
});

/** The id that is asked with; how it ends. */
async function idOf(request: string, end: AppErrorKind | 'answered'): Promise<string> {
  let used = '';
  const book = openBillingBook(file, 'https://cloud.example');
  await withOperation({ book, now }, request, async (operation) => {
    used = operation;
    if (end !== 'answered') throw fail(end);
  }).catch(() => undefined);
  return used;
}

describe('an operation that must not happen twice', () => {
  it.each(['cloud-unreachable', 'billing-busy'] as const)(
    'is the same one when it is asked again after %s, over a restart too',
    async (end) => {
      const first = await idOf('cancel', end);
      expect(await idOf('cancel', end)).toBe(first);
      expect(await idOf('cancel', 'answered')).toBe(first);
      expect(await idOf('cancel', 'answered')).not.toBe(first);
    },
  );

  it.each(['payment-refused', 'payment-unknown', 'billing-refused'] as const)(
    'is another one after %s, which is an answer',
    async (end) => {
      const first = await idOf('cancel', end);
      expect(await idOf('cancel', 'answered')).not.toBe(first);
    },
  );

  it('is another one for another request, and long after', async () => {
    const first = await idOf('change pro', 'cloud-unreachable');
    expect(await idOf('change studio', 'cloud-unreachable')).not.toBe(first);
    time += 11 * 60_000;
    expect(await idOf('change pro', 'cloud-unreachable')).not.toBe(first);
  });
});
