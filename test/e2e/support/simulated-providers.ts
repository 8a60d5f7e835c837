import { startAnthropicSimulator } from '../../simulators/anthropic.ts';
import { startCompatibleSimulator } from '../../simulators/compatible.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../../simulators/openai.ts';
import { startStabilitySimulator } from '../../simulators/stability.ts';

export interface SimulatedProviders {
  readonly openai: Simulator;
  readonly anthropic: Simulator;
  readonly stability: Simulator;
  readonly compatible: Simulator;
  /** What the app must be started with to find them. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts every provider's simulator in this process, where a test can make it fail and read its bill. */
export async function startProviders(): Promise<SimulatedProviders> {
  const [openai, anthropic, stability, compatible] = await Promise.all([
    startOpenAiSimulator(),
    startAnthropicSimulator(),
    startStabilitySimulator(),
    startCompatibleSimulator(),
  ]);
  const all = [openai, anthropic, stability, compatible];
  const addresses = Object.fromEntries(all.map(({ name, url }) => [name, { url }]));
  return {
    openai,
    anthropic,
    stability,
    compatible,
    env: { EMULSION_SIMULATORS: JSON.stringify(addresses) },
    close: async () => {
      await Promise.all(all.map((simulator) => simulator.close()));
    },
  };
}
