import { describe, expect, it } from 'vitest';
import type { Exclusion, ExclusionReason } from '../../electron/contract/receipt.ts';
import { wayOut } from '../../renderer/studio/way-out.ts';

const excluded = (...reasons: readonly ExclusionReason[]): readonly Exclusion[] =>
  reasons.map((reason) => ({ provider: 'openai', model: null, reason, losses: [] }));

const empty = (...reasons: readonly ExclusionReason[]) => ({
  candidates: [],
  excluded: excluded(...reasons),
});

describe('the way out of an empty route', () => {
  it('lets the cloud in where only the device is allowed', () => {
    expect(wayOut(empty('does-not-offer', 'not-private', 'not-configured'), true)).toBe(
      'use-cloud',
    );
  });

  it('leads to the routing where that alone keeps the work here', () => {
    expect(wayOut(empty('not-private'), false)).toBe('routing');
  });

  it('prefers what helps at once to what needs a key', () => {
    expect(wayOut(empty('not-configured', 'over-budget'), false)).toBe('budgets');
    expect(wayOut(empty('not-configured', 'does-not-offer'), false)).toBe('providers');
  });

  it('promises nothing where no setting would help', () => {
    expect(wayOut(empty('does-not-offer', 'option-not-offered', 'offline'), true)).toBeNull();
  });

  it('is silent where somebody can do the work', () => {
    const candidate = {
      provider: 'on-device',
      model: 'selfie',
      estimate: { low: 0, high: 0, exact: true, basis: 'free' },
      expectedMs: 1,
      measured: false,
      quality: 1,
      local: true,
      simulated: false,
      losses: [],
    } as const;
    const route = { candidates: [candidate], excluded: excluded('not-private') };
    expect(wayOut(route, true)).toBeNull();
  });
});
