import type { OperationId } from '../../../electron/contract/operations.ts';
import type { RouteOutcome, RunCallbacks } from '../../../electron/router/route-request.ts';
import { createRouter } from '../../../electron/router/run-route.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { type Behaviour, createFakeProvider, type FakeProvider } from './fake-provider.ts';
import { createMemoryPorts, type MemoryPorts } from './memory-ports.ts';
import { never, requestFor, silent } from './requests.ts';

/** Twice the five seconds that a fake capability usually takes. */
export const PATIENCE_MS = 10_000;

export interface Played {
  readonly outcome: RouteOutcome;
  readonly openai: FakeProvider;
  readonly anthropic: FakeProvider;
  readonly ports: MemoryPorts;
  readonly heard: readonly string[];
  readonly tookMs: number;
}

interface Script {
  first(clock: FakeClock): Behaviour;
  second(clock: FakeClock): Behaviour;
  readonly operation?: OperationId;
  readonly day?: number;
  /** Cancelled after so many milliseconds. */
  readonly cancelAfterMs?: number;
}

/** OpenAI first, Anthropic second, both cheap, and a user who lets them race. */
export async function play(script: Script): Promise<Played> {
  const clock = createFakeClock();
  const openai = createFakeProvider({
    id: 'openai',
    cost: 900,
    behaviours: [script.first(clock)],
  });
  const anthropic = createFakeProvider({
    id: 'anthropic',
    cost: 1000,
    behaviours: [script.second(clock)],
  });
  const ports = createMemoryPorts({
    clock,
    providers: [openai, anthropic],
    settings: { hedge: true, budgets: { day: script.day ?? null, month: null } },
  });
  const heard: string[] = [];
  const callbacks: RunCallbacks = {
    ...silent,
    onAttempt: ({ provider }) => heard.push(`> ${provider}`),
    onText: (delta) => heard.push(delta),
  };
  const controller = new AbortController();
  if (script.cancelAfterMs !== undefined) {
    void clock.sleep(script.cancelAfterMs, never).then(() => controller.abort());
  }
  const before = clock.now();
  const request = requestFor(script.operation ?? 'describe');
  const outcome = await createRouter(ports).run(request, callbacks, controller.signal);
  return { outcome, openai, anthropic, ports, heard, tookMs: clock.now() - before };
}
