import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import {
  createAnthropicProvider,
  type AnthropicOptions,
} from '../../../electron/providers/anthropic/provider.ts';
import type {
  AiProvider,
  PreparedFile,
  ProcessingResult,
} from '../../../electron/providers/provider.ts';
import { startAnthropicSimulator } from '../../simulators/anthropic.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import {
  prepareRequest,
  recordAttempt,
  writePicture,
  type Order,
  type RecordedAttempt,
} from '../attempt.ts';

export const MODEL = 'claude-haiku-5-5';

export const prices: PriceList = {
  version: 'test',
  models: { anthropic: { [MODEL]: { unit: 'token', textIn: 100_000, textOut: 500_000 } } },
};

export interface AnthropicUnderTest {
  readonly simulator: Simulator;
  readonly provider: AiProvider;
  /** 1,120 × 560 pixels: 40 × 20 patches. */
  readonly image: PreparedFile;
  order(operation: Order['operation'], options?: object): Order;
  attempt(order: Order, context: RecordedAttempt): Promise<ProcessingResult>;
  run(order: Order, signal?: AbortSignal): Promise<ProcessingResult>;
}

/** The provider, and a simulator that it talks to over HTTP. */
export async function startAnthropic(): Promise<AnthropicUnderTest> {
  const simulator = await startAnthropicSimulator();
  const provider = createProviderFor(simulator.url);
  const folder = await mkdtemp(join(tmpdir(), 'emulsion-anthropic-'));
  const image = await writePicture(folder, { width: 1_120, height: 560 });
  const attempt: AnthropicUnderTest['attempt'] = (order, context) =>
    provider.processImage(prepareRequest(provider, order), context);
  return {
    simulator,
    provider,
    image,
    order: (operation, options = {}) => ({ operation, model: MODEL, image, options }),
    attempt,
    run: async (order, signal) => attempt(order, await recordAttempt(prices, signal)),
  };
}

export function createProviderFor(
  baseUrl: string,
  changes: Partial<AnthropicOptions> = {},
): AiProvider {
  return createAnthropicProvider({
    fetch,
    baseUrl,
    apiKey: 'sk-ant-test',
    now: Date.now,
    ...changes,
  });
}
