import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const figuresSchema = z.object({
  rows: z.array(z.object({ what: z.string(), value: z.number(), ok: z.boolean().optional() })),
});

/** A small part of `npm run faults -- billing`; BILLING_SEED repeats one. */
it('random histories of webhooks converge, and ledgers under load add up', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['test/faults/billing.faults.ts'],
    {
      env: {
        ...process.env,
        BILLING_RUNS: '60',
        BILLING_OPERATIONS: '1500',
        BILLING_HTTP_RUNS: '0',
        BILLING_LOST: '0',
      },
    },
  );
  const { rows } = figuresSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  expect(rows.filter(({ ok }) => ok === false)).toEqual([]);
  expect(rows.filter(({ ok }) => ok === true).length).toBeGreaterThan(5);
  expect(rows.find(({ what }) => what.includes('histories'))?.value).toBe(60);
}, 120_000);
