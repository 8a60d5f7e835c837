import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../electron/contract/operations.ts';
import type { Candidate } from '../../electron/contract/receipt.ts';
import { hedgeAfterMs } from '../../electron/router/hedge.ts';
import { noConsents } from '../../electron/router/route-request.ts';
import { costing } from './support/fake-provider.ts';
import { requestFor } from './support/requests.ts';

const openai: Candidate = {
  provider: 'openai',
  model: 'model-1',
  estimate: costing(900),
  expectedMs: 3000,
  measured: true,
  quality: 50,
  local: false,
  simulated: false,
  losses: [],
};
const anthropic: Candidate = { ...openai, provider: 'anthropic' };

describe('a second provider', () => {
  interface Case {
    readonly name: string;
    readonly allowed?: boolean;
    readonly operation?: OperationId;
    readonly request?: Parameters<typeof requestFor>[1];
    readonly refusedBy?: 'stability';
    readonly spent?: number;
    readonly first?: Partial<Candidate>;
    readonly second?: Partial<Candidate>;
    readonly afterMs: number | null;
  }

  const shared = { ...noConsents, sharedWith: ['anthropic'] as const };
  const mistake = [{ what: 'option', option: 'language' }] as const;
  const cases: readonly Case[] = [
    { name: 'is asked after twice the usual time', afterMs: 6000 },
    { name: 'is not asked within a second', first: { expectedMs: 30 }, afterMs: 1000 },
    { name: 'is asked for tags', operation: 'tags', afterMs: 6000 },
    { name: 'is not asked unless the user wants it', allowed: false, afterMs: null },
    { name: 'is never asked for an image', operation: 'edit', afterMs: null },
    {
      name: 'is never asked for an image, even a free one',
      operation: 'remove-background',
      first: { estimate: costing(0) },
      second: { estimate: costing(0) },
      afterMs: null,
    },
    { name: 'is asked up to a small sum', second: { estimate: costing(2000) }, afterMs: 6000 },
    { name: 'is not asked beyond it', second: { estimate: costing(2001) }, afterMs: null },
    { name: 'is not asked beside a dear one', first: { estimate: costing(2001) }, afterMs: null },
    { name: 'is not asked to lose something', second: { losses: mistake }, afterMs: null },
    {
      name: 'is not asked to lose something, even if that is accepted',
      request: { acceptLosses: true },
      second: { losses: mistake },
      afterMs: null,
    },
    { name: 'is not asked after a refusal', refusedBy: 'stability', afterMs: null },
    {
      name: 'is asked after a refusal where the user agreed',
      refusedBy: 'stability',
      request: { consents: shared },
      afterMs: 6000,
    },
    {
      name: 'on this machine is asked after a refusal',
      refusedBy: 'stability',
      second: { local: true },
      afterMs: 6000,
    },
    { name: 'is not asked beside this machine', first: { local: true }, afterMs: null },
    {
      name: 'that is simulated does not outrun a real one',
      second: { simulated: true },
      afterMs: null,
    },
    { name: 'fits into what the job may cost', request: { maxCost: 1800 }, afterMs: 6000 },
    { name: 'must fit beside the first', request: { maxCost: 1799 }, afterMs: null },
    { name: 'must fit beside what is spent', request: { maxCost: 1800 }, spent: 1, afterMs: null },
  ];

  it.each(cases)('$name', (given) => {
    expect(
      hedgeAfterMs({
        allowed: given.allowed ?? true,
        request: requestFor(given.operation ?? 'describe', given.request),
        refusedBy: given.refusedBy ?? null,
        spent: given.spent ?? 0,
        first: { ...openai, ...given.first },
        second: { ...anthropic, ...given.second },
      }),
    ).toBe(given.afterMs);
  });
});
