import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type RequestFault, refusals } from './faulty-cloud.ts';
import type { SyncDevice } from './sync-device.ts';
import type { SyncServer } from './sync-server.ts';

const device = fc.nat({ max: 2 });
const key = fc.constantFrom('a', 'b', 'c', 'd');

const faults: readonly RequestFault[] = [
  { kind: 'request-lost' },
  { kind: 'answer-lost' },
  { kind: 'answer-truncated' },
  { kind: 'doubled' },
  { kind: 'repeated-late' },
  { kind: 'arrived-late' },
  { kind: 'delayed', ms: 150 },
  { kind: 'answer-rewritten', rewrite: asOfNewerVersion },
  { kind: 'refused', refusal: refusals.tokenExpired },
  { kind: 'refused', refusal: refusals.tooMany },
  { kind: 'refused', refusal: refusals.unavailable },
  { kind: 'refused', refusal: refusals.badGateway },
];

/** Members that this version does not know. */
function asOfNewerVersion(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null ? { ...answer, shape: 2 } : answer;
}

function steps<const Name extends string, Rest extends object>(
  weight: number,
  step: Name,
  rest: { readonly [Field in keyof Rest]: fc.Arbitrary<Rest[Field]> },
) {
  return { weight, arbitrary: fc.record<Rest>(rest).map((fields) => ({ step, ...fields })) };
}

/** What happens to devices, their networks and the server, in any order. */
export const stepArbitrary = fc.oneof(
  steps(10, 'edit', {
    device,
    kind: fc.constantFrom('recipe' as const, 'setting' as const, 'asset' as const),
    key,
    field: fc.constantFrom('title', 'colour', 'note'),
    value: fc.nat(99),
  }),
  steps(4, 'job', {
    device,
    key,
    status: fc.constantFrom('queued', 'running', 'waiting', 'done', 'failed'),
    run: fc.nat(1),
  }),
  steps(4, 'spend', { device, cost: fc.nat(99) }),
  steps(2, 'remove', { device, key }),
  steps(1, 'poison', { device }),
  steps(8, 'fault', {
    device,
    on: fc.constantFrom('push' as const, 'pull' as const),
    fault: fc.constantFrom(...faults),
    times: fc.integer({ min: 1, max: 2 }),
  }),
  steps(2, 'realtime', {
    device,
    broadcasts: fc.constantFrom('whole' as const, 'dropped' as const, 'doubled' as const, {
      delayedMs: 200,
    }),
  }),
  steps(1, 'forge', { device, seq: fc.nat(99) }),
  steps(2, 'offline', { device, offline: fc.boolean() }),
  steps(1, 'cut', { device }),
  steps(2, 'storage', { device, calls: fc.integer({ min: 1, max: 3 }) }),
  steps(2, 'restart', { device }),
  steps(1, 'slow', { key }),
  steps(1, 'forget', {}),
  steps(1, 'epoch', {}),
  steps(6, 'wait', { ms: fc.constantFrom(5, 20, 60) }),
);
export type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Two or three devices of one person, the server, and what was asked of them so far. */
export interface World {
  readonly devices: readonly SyncDevice[];
  readonly server: SyncServer;
  /** What each entry of the ledger cost, by its key. */
  readonly costs: Map<string, number>;
  readonly poisoned: Set<string>;
  /** What goes on beside the steps. */
  readonly beside: Promise<void>[];
}

export async function take(step: Step, world: World): Promise<void> {
  const { server, devices, costs } = world;
  switch (step.step) {
    case 'wait':
      await new Promise((resolve) => setTimeout(resolve, step.ms));
      return;
    case 'slow':
      world.beside.push(server.pushSlowly(randomUUID(), step.key, 100));
      return;
    case 'forget':
      return server.forget();
    case 'epoch':
      return server.startEpoch();
    default:
      break;
  }
  const actor = devices[step.device % devices.length];
  if (actor === undefined) throw new Error('there is no such device');
  switch (step.step) {
    case 'edit':
      return actor.edit(step.kind, step.key, { [step.field]: step.value });
    case 'job':
      return actor.edit('job', step.key, { status: step.status, run: step.run, by: actor.id });
    case 'spend':
      costs.set(actor.spend(entry(step.cost)), step.cost);
      return;
    case 'poison':
      world.poisoned.add(actor.spend({ ...entry(1), cost_micro_usd: 'a lot' }));
      return;
    case 'remove':
      return actor.remove('recipe', step.key);
    case 'fault':
      return actor.network.fail(step);
    case 'realtime':
      return actor.network.realtime(step);
    case 'forge':
      return actor.network.forge(`user:${actor.person.id}`, 'sync', {
        seq: step.seq,
        device: randomUUID(),
      });
    case 'offline':
      return actor.network.setOffline(step.offline);
    case 'cut':
      return actor.network.cutRealtime();
    case 'storage':
      return actor.failStorage(step.calls);
    case 'restart':
      return actor.restart();
  }
}

function entry(cost: number) {
  return {
    provider: 'openai',
    operation: 'describe',
    cost_micro_usd: cost,
    occurred_at: '2026-11-22T10:00:00Z',
  };
}
