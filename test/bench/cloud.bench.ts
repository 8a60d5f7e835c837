import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { z } from 'zod';
import { type CloudStatus, withCloud } from '../../scripts/lib/cloud.mjs';
import { type Figure, count, never, percentile, printFigures } from '../faults/support/figures.ts';
import { seeded } from '../faults/support/seeded.ts';
import { type Api, type Member, createApi, makeCrowd } from './support/cloud-crowd.ts';
import { giveHistory, pagesOfPull } from './support/history.ts';
import { medians } from './support/medians.ts';

/**
 * The embedded cloud under a crowd: 1,000 signed-in devices that push a finished job and pull what
 * is new, through the gateway and the real PostgREST into the real Postgres, which syncs to disk.
 * First as fast as they can, then at the pace of people at work. They share this machine with it.
 */
const CLIENTS = 1_000;
const ROUNDS = 3;
const PACED_SECONDS = 15;
const SHORT_HISTORY = 1_000;
const LONG_HISTORY = 100_000;
const NEWS = 10;
const PULLS = 150;

const pushedSchema = z.object({ answers: z.array(z.object({ status: z.string() })) });
const pulledSchema = z.object({ next: z.unknown(), changes: z.array(z.unknown()) });

interface Heard {
  readonly push: number[];
  readonly pull: number[];
  readonly errors: string[];
}

function nothingHeard(): Heard {
  return { push: [], pull: [], errors: [] };
}

function finishedJob(n: number): object {
  return {
    op_id: randomUUID(),
    n,
    kind: 'job',
    key: randomUUID(),
    base_seq: null,
    fields: {
      run: 0,
      status: 'done',
      operation: 'describe',
      provider: 'openai',
      text: 'a red boat on a calm lake '.repeat(8),
    },
  };
}

/** A device that works: each call pushes once and pulls once. What goes wrong is kept. */
function createClient(api: Api, member: Member): (heard: Heard) => Promise<void> {
  let n = 0;
  let cursor: unknown = null;
  return async (heard) => {
    try {
      n += 1;
      const body = { device: member.device, ops: [finishedJob(n)] };
      const push = await api.call(member, 'sync_push', body);
      const [answer] = pushedSchema.parse(push.answer).answers;
      if (answer?.status !== 'ok') throw new Error(`refused: ${JSON.stringify(push.answer)}`);
      heard.push.push(push.ms);
      const pull = await api.call(member, 'sync_pull', { cursor });
      const { next, changes } = pulledSchema.parse(pull.answer);
      if (changes.length === 0) throw new Error('its own change is not there');
      cursor = next;
      heard.pull.push(pull.ms);
    } catch (error) {
      heard.errors.push(String(error));
    }
  };
}

function figuresOf(name: string, heard: Heard, seconds: number): Figure[] {
  for (const error of new Set(heard.errors)) process.stderr.write(`${name}: ${error}\n`);
  const requests = heard.push.length + heard.pull.length;
  const latency = (what: 'push' | 'pull', part: number): Figure => ({
    what: `${name}: ${what}, p${part * 100}`,
    value: percentile(heard[what], part),
    unit: 'ms',
  });
  return [
    { what: `${name}: throughput`, value: requests / seconds, unit: 'requests/s' },
    latency('push', 0.5),
    latency('push', 0.95),
    latency('pull', 0.5),
    latency('pull', 0.95),
    never(`${name}: errors`, heard.errors.length),
  ];
}

async function measureCrowd(api: Api, crowd: readonly Member[]): Promise<Figure[]> {
  const clients = crowd.map((member) => createClient(api, member));
  const timed = async (work: (client: (typeof clients)[number]) => Promise<void>) => {
    const startedAt = performance.now();
    await Promise.all(clients.map(work));
    return (performance.now() - startedAt) / 1000;
  };
  // Connections are opened and plans are made before anything counts.
  await timed((client) => client(nothingHeard()));

  const rushing = nothingHeard();
  const rush = await timed(async (client) => {
    for (let round = 0; round < ROUNDS; round += 1) await client(rushing);
  });
  const random = seeded(1);
  const working = nothingHeard();
  const work = await timed(async (client) => {
    await sleep(random() * PACED_SECONDS * 1000);
    await client(working);
  });
  return [
    ...figuresOf(`${CLIENTS} clients at once`, rushing, rush),
    ...figuresOf(`${CLIENTS} clients in ${PACED_SECONDS} s`, working, work),
  ];
}

/** What a device that was away for ten changes costs, after a short and a long life of its account. */
async function measurePull(
  api: Api,
  sql: postgres.Sql,
  pair: readonly Member[],
): Promise<Figure[]> {
  const [young, old] = pair;
  if (young === undefined || old === undefined) throw new Error('two are needed');
  const short = await giveHistory(sql, young, SHORT_HISTORY);
  const long = await giveHistory(sql, old, LONG_HISTORY);
  await sql`vacuum analyze public.sync_ops`;
  const lately = {
    young: { ...short, seq: short.seq - NEWS },
    old: { ...long, seq: long.seq - NEWS },
  };
  const times = await medians(
    {
      young: () => api.call(young, 'sync_pull', { cursor: lately.young }),
      old: () => api.call(old, 'sync_pull', { cursor: lately.old }),
    },
    PULLS,
  );
  const pages = {
    young: await pagesOfPull(sql, young.user, lately.young),
    old: await pagesOfPull(sql, old.user, lately.old),
  };
  const what = `pull of ${NEWS} changes after ${LONG_HISTORY}`;
  const peer = `after ${SHORT_HISTORY}`;
  return [
    { what: `${what}, median`, value: times.old, unit: 'ms', peer, peerValue: times.young },
    {
      what: `${what}: pages read`,
      value: pages.old,
      unit: 'pages',
      peer,
      peerValue: pages.young,
      // The index may be a level or two higher; a hundredfold would be a scan.
      ok: pages.old <= pages.young * 2,
    },
  ];
}

async function measure(status: CloudStatus, dataFolder: string): Promise<Figure[]> {
  const sql = postgres(status.DB_URL, { max: 1, onnotice: () => undefined });
  const api = createApi(status.API_URL, status.ANON_KEY, CLIENTS);
  try {
    const crowd = await makeCrowd({ sql, dataFolder, count: CLIENTS });
    const figures = await measureCrowd(api, crowd);
    const [kept] = await sql<{ count: number }[]>`select count(*)::integer from public.sync_ops`;
    const sent = CLIENTS * (1 + ROUNDS + 1);
    return [
      ...figures,
      count('changes pushed', sent),
      never('… that are not in the database', sent - (kept?.count ?? 0)),
      ...(await measurePull(api, sql, await makeCrowd({ sql, dataFolder, count: 2 }))),
    ];
  } finally {
    api.close();
    await sql.end();
  }
}

const dataFolder = await mkdtemp(path.join(tmpdir(), 'cloud-bench-'));
// Postgres runs as somebody else where we are root.
await chmod(dataFolder, 0o711);
try {
  const args = ['--free-ports', '--data', dataFolder];
  printFigures(await withCloud(args, ({ status }) => measure(status, dataFolder)));
} finally {
  await rm(dataFolder, { recursive: true, force: true });
}
