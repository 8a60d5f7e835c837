import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultPrices } from '../../electron/providers/default-prices.ts';
import { createOpenAiProvider } from '../../electron/providers/openai/provider.ts';
import { createStabilityProvider } from '../../electron/providers/stability/provider.ts';
import type { RouterPorts } from '../../electron/router/ports.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import type { Fault } from '../simulators/faults.ts';
import type { Simulator } from '../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';
import { startStabilitySimulator } from '../simulators/stability.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { realClock } from './support/real-clock.ts';
import { never, requestFor, silent } from './support/requests.ts';

/** Real providers over real HTTP; the simulators' bills say what a company would have charged. */
describe('a picture, with OpenAI first and Stability second', () => {
  let openai: Simulator;
  let stability: Simulator;
  let folder: string;

  beforeAll(async () => {
    openai = await startOpenAiSimulator();
    stability = await startStabilitySimulator();
    folder = await mkdtemp(path.join(tmpdir(), 'emulsion-router-'));
  });
  afterEach(() => {
    openai.clearFaults();
    stability.clearFaults();
  });
  afterAll(async () => {
    await openai.close();
    await stability.close();
    await rm(folder, { recursive: true, force: true });
  });

  function connect(): RouterPorts &
    Pick<ReturnType<typeof createMemoryPorts>, 'budget' | 'closedAccounts'> {
    const { now, sleep } = realClock;
    const state = { configured: true, simulated: true, local: false };
    const memory = createMemoryPorts({
      random: () => 0,
      providers: [
        {
          ...state,
          provider: createOpenAiProvider({
            fetch,
            now,
            apiKey: 'sk-simulated',
            baseUrl: `${openai.url}/v1`,
          }),
        },
        {
          ...state,
          provider: createStabilityProvider({
            fetch,
            now,
            sleep,
            apiKey: 'sk-simulated',
            baseUrl: stability.url,
          }),
        },
      ],
    });
    return {
      ...memory,
      clock: realClock,
      prices: () => defaultPrices,
      temporaryFolder: ({ attemptId }) => mkdtemp(path.join(folder, attemptId)),
    };
  }

  const cases: readonly {
    readonly fault: Fault | null;
    readonly ending: object;
    /** Pictures billed by each company. */
    readonly billed: readonly [openai: number, stability: number];
  }[] = [
    { fault: null, ending: { status: 'done', provider: 'openai' }, billed: [1, 0] },
    { fault: 'overloaded', ending: { status: 'done', provider: 'openai' }, billed: [1, 0] },
    {
      fault: 'insufficient-quota',
      ending: { status: 'done', provider: 'stability' },
      billed: [0, 1],
    },
    { fault: 'bad-key', ending: { status: 'done', provider: 'stability' }, billed: [0, 1] },
    {
      fault: 'moderation',
      ending: {
        status: 'waiting',
        consent: { ask: 'refused-elsewhere', refusedBy: 'openai', next: 'stability' },
      },
      billed: [0, 0],
    },
    { fault: 'billed-but-lost', ending: { status: 'unknown', provider: 'openai' }, billed: [1, 0] },
    {
      fault: 'server-error-500',
      ending: { status: 'unknown', provider: 'openai' },
      billed: [0, 0],
    },
  ];

  it.each(cases)('after $fault is billed $billed', async ({ fault, ending, billed }) => {
    const before = [openai.ledger.images, stability.ledger.images];
    if (fault !== null) openai.fail(fault);
    const ports = connect();
    const outcome = await createRouter(ports).run(requestFor('generate'), silent, never);
    expect(outcome).toMatchObject(ending);
    const after = [openai.ledger.images, stability.ledger.images];
    expect(after.map((images, company) => images - (before[company] ?? 0))).toEqual(billed);
    expect(ports.closedAccounts.has('openai')).toBe(
      fault === 'insufficient-quota' || fault === 'bad-key',
    );
    expect([...openai.violations, ...stability.violations]).toEqual([]);
    const spent = [...ports.budget.entries.values()].filter(({ state }) => state === 'settled');
    expect(outcome.receipt.cost).toBe(spent.reduce((sum, { cost }) => sum + cost, 0));
    expect(outcome.receipt.cost > 0).toBe(outcome.status === 'done');
  });
});
