import { startAnthropicSimulator } from '../../simulators/anthropic.ts';
import { startCompatibleSimulator } from '../../simulators/compatible.ts';
import type { RecordedRequest } from '../../simulators/simulated-request.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../../simulators/openai.ts';
import { startStabilitySimulator } from '../../simulators/stability.ts';

export interface AllSimulators {
  readonly openai: Simulator;
  readonly anthropic: Simulator;
  readonly stability: Simulator;
  readonly compatible: Simulator;
  /** For EMULSION_SIMULATORS. */
  readonly addresses: string;
  /** Requests that do paid work; asking for models, balances and results is free. */
  paidRequests(): readonly RecordedRequest[];
  close(): Promise<void>;
}

export async function startAllSimulators(): Promise<AllSimulators> {
  const named = {
    openai: await startOpenAiSimulator(),
    anthropic: await startAnthropicSimulator(),
    stability: await startStabilitySimulator(),
    compatible: await startCompatibleSimulator(),
  };
  const all = Object.values(named);
  return {
    ...named,
    addresses: JSON.stringify(
      Object.fromEntries(Object.entries(named).map(([name, { url }]) => [name, { url }])),
    ),
    paidRequests: () =>
      all.flatMap(({ requests }) => requests).filter(({ method }) => method === 'POST'),
    close: async () => {
      await Promise.all(all.map((simulator) => simulator.close()));
    },
  };
}
