import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import postgres from 'postgres';
import { allowDevices, startTestCloud } from '../cloud/harness.ts';
import { newPerson } from '../cloud-sync/support/devices.ts';
import { type Figure, count, never, percentile, printFigures } from './support/figures.ts';
import { openSyncDevice } from './support/sync-device.ts';
import {
  type Stage,
  becomeEqual,
  measureAccountSwitch,
  measureFullDisk,
  measureKills,
  measureRestore,
  measureWeekOffline,
} from './support/sync-scenarios.ts';
import { syncServer } from './support/sync-server.ts';
import { type World, stepArbitrary, take } from './support/sync-steps.ts';

/**
 * The real outbox and the real sync of two or three devices, each on a faulty network of its own,
 * against the real Postgres: random interleavings of edits and faults. When the faults end and
 * nobody touches anything any more, what the protocol promises has to be true.
 */
const RUNS = Number(process.env['SYNC_RUNS'] ?? 25);
/** How long faults that were ordered may still come. */
const FAULTS_END_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const planArbitrary = fc.record({
  /** How far each device's clock is off; there are as many devices. */
  clocks: fc.array(fc.constantFrom(0, DAY_MS, -DAY_MS), { minLength: 2, maxLength: 3 }),
  /** Whether the server may forget its log, and be restored: some promises are weaker then. */
  forgetful: fc.boolean(),
  restored: fc.boolean(),
  steps: fc.array(stepArbitrary, { minLength: 20, maxLength: 80, size: 'max' }),
});
type Plan = typeof planArbitrary extends fc.Arbitrary<infer T> ? T : never;

const promises = ['drained', 'equal', 'log', 'ledger', 'dead', 'refused'] as const;
type Promised = (typeof promises)[number];

interface RunEnd {
  readonly broken: readonly { readonly promise: Promised; readonly detail: unknown }[];
  readonly faults: number;
  readonly acknowledged: number;
  readonly quietMs: number;
}

async function runOnce({ cloud, sql }: Stage, plan: Plan): Promise<RunEnd> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sync-faults-'));
  const person = await newPerson(cloud);
  const devices = await Promise.all(
    plan.clocks.map((clockOffMs, index) =>
      openSyncDevice({ cloud, person, folder: path.join(folder, String(index)), clockOffMs }),
    ),
  );
  const server = syncServer(sql, person.id);
  const world: World = { devices, server, costs: new Map(), poisoned: new Set(), beside: [] };
  try {
    for (const step of plan.steps) {
      if (step.step === 'forget' && !plan.forgetful) continue;
      if (step.step === 'epoch' && !plan.restored) continue;
      await take(step, world);
    }
    await Promise.all(world.beside);
    return await judge(world, plan);
  } finally {
    await Promise.all(devices.map((device) => device.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nobody touches anything any more; faults that were ordered still come, and then no more. */
async function judge(world: World, plan: Plan): Promise<RunEnd> {
  const { devices, server, costs } = world;
  for (const { network } of devices) {
    network.setOffline(false);
    network.realtime({ broadcasts: 'whole' });
  }
  // So many in a row would be waited out for minutes, as they should.
  const enough = setTimeout(() => {
    for (const { network } of devices) network.heal();
  }, FAULTS_END_MS);
  const startedAt = performance.now();
  const isQuiet = await becomeEqual(server, devices);
  clearTimeout(enough);
  const quietMs = performance.now() - startedAt;

  const broken: { promise: Promised; detail: unknown }[] = [];
  const check = (promise: Promised, kept: boolean, detail: unknown): void => {
    if (!kept) broken.push({ promise, detail });
  };
  const rows = await server.rows();
  const waiting = devices.map((device) => [device.waiting(), device.status()]);
  check(
    'drained',
    devices.every((device) => device.waiting() === 0),
    waiting,
  );
  check('equal', isQuiet, [rows, ...devices.map((device) => device.shown())]);
  if (!plan.forgetful) {
    for (const device of devices) {
      const logged = (await server.logged(device.id)).toSorted();
      const acknowledged = [...device.acknowledged].toSorted();
      check('log', isDeepStrictEqual(logged, acknowledged), { logged, acknowledged });
    }
    const risen = await server.risen();
    check('dead', risen.length === 0, risen);
  }
  const ledger = await server.ledger();
  const sum = [...costs.values()].reduce((total, cost) => total + cost, 0);
  const isWhole =
    ledger.sum === sum &&
    isDeepStrictEqual(ledger.entries.toSorted(), [...costs.keys()].toSorted());
  check('ledger', isWhole, { ledger, costs });
  const refused = devices.flatMap((device) => device.refused());
  const odd = refused.filter((change) => !isExpected(change, world, plan));
  check('refused', odd.length === 0, odd);
  return {
    broken,
    faults: devices.reduce((total, { network }) => total + sumOf(network.met.values()), 0),
    acknowledged: devices.reduce((total, device) => total + device.acknowledged.size, 0),
    quietMs,
  };
}

function sumOf(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

/** The server refuses what comes too late for a deletion, and what can't be read. */
function isExpected(
  { key, reason }: { readonly key: string; readonly reason: string },
  { poisoned }: World,
  { forgetful, restored }: Plan,
): boolean {
  if (poisoned.has(key)) return reason === 'invalid';
  if (reason === 'deleted') return true;
  return (forgetful || restored) && (reason === 'gone' || reason === 'expired');
}

async function measureInterleavings(stage: Stage): Promise<Figure[]> {
  const ends: RunEnd[] = [];
  const seed = Number(process.env['SYNC_SEED'] ?? Date.now() % 2 ** 31);
  for (const plan of fc.sample(planArbitrary, { numRuns: RUNS, seed })) {
    const end = await runOnce(stage, plan);
    ends.push(end);
    for (const { promise, detail } of end.broken) {
      process.stderr.write(
        `${promise} is broken (SYNC_SEED=${seed}, run ${ends.length}):\n${JSON.stringify({ detail, plan }, null, 1)}\n`,
      );
    }
  }
  const runsThatBroke = (promise: Promised): number =>
    ends.filter(({ broken }) => broken.some((one) => one.promise === promise)).length;
  return [
    count('random interleavings of two or three devices', ends.length),
    count('… faults that met a request', sumOf(ends.map(({ faults }) => faults))),
    count('… changes acknowledged', sumOf(ends.map(({ acknowledged }) => acknowledged))),
    never('… in which a queue did not drain by itself', runsThatBroke('drained')),
    never('… after which replicas differed', runsThatBroke('equal')),
    never('… with an acknowledged change missing or doubled', runsThatBroke('log')),
    never('… with another sum in the ledger', runsThatBroke('ledger')),
    never('… with something dead that came back', runsThatBroke('dead')),
    never('… with a change refused for no good reason', runsThatBroke('refused')),
    {
      what: '… from the last edit until all are equal, median (waits ÷ 20)',
      value: percentile(
        ends.map(({ quietMs }) => quietMs),
        0.5,
      ),
      unit: 'ms',
    },
  ];
}

const cloud = await startTestCloud();
await allowDevices(cloud, 3);
const address = new URL(cloud.status.DB_URL);
address.username = 'supabase_admin';
const sql = postgres(address.href, { max: 4, onnotice: () => undefined });
try {
  const stage = { cloud, sql };
  printFigures([
    ...(await measureInterleavings(stage)),
    ...(await measureWeekOffline(stage)),
    ...(await measureRestore(stage)),
    ...(await measureAccountSwitch(stage)),
    ...(await measureFullDisk(stage)),
    ...(await measureKills(stage)),
  ]);
} finally {
  await sql.end({ timeout: 1 });
  await cloud.stop();
}
