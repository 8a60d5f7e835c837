import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import type {
  AiProvider,
  OutputFile,
  PreparedFile,
  ProcessingResult,
} from '../../../electron/providers/provider.ts';
import {
  createStabilityProvider,
  type StabilityOptions,
} from '../../../electron/providers/stability/provider.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { startStabilitySimulator } from '../../simulators/stability.ts';
import { prepareRequest, recordAttempt, writePicture, type Order } from '../attempt.ts';

export const prices: PriceList = {
  version: 'test',
  models: {
    stability: {
      'generate/core': { unit: 'call', price: 30_000 },
      'upscale/creative': { unit: 'call', price: 600_000 },
    },
  },
};

export const core: Order = {
  operation: 'generate',
  model: 'generate/core',
  options: { prompt: 'a lighthouse' },
};

export interface StabilityUnderTest {
  readonly simulator: Simulator;
  readonly provider: AiProvider;
  /** 128 × 96 pixels. */
  readonly image: PreparedFile;
  /** White all over. */
  readonly mask: PreparedFile;
  run(order: Order, signal?: AbortSignal): Promise<ProcessingResult>;
}

/** The provider, and a simulator that it talks to over HTTP. */
export async function startStability(): Promise<StabilityUnderTest> {
  const simulator = await startStabilitySimulator();
  const provider = createProviderFor(simulator.url);
  const folder = await mkdtemp(join(tmpdir(), 'emulsion-stability-'));
  return {
    simulator,
    provider,
    image: await writePicture(folder, { width: 128, height: 96 }),
    mask: await writePicture(folder, { width: 128, height: 96, background: '#fff' }),
    run: async (order, signal) =>
      provider.processImage(prepareRequest(provider, order), await recordAttempt(prices, signal)),
  };
}

export function createProviderFor(
  baseUrl: string,
  changes: Partial<StabilityOptions> = {},
): AiProvider {
  return createStabilityProvider({
    fetch,
    baseUrl,
    apiKey: 'sk-test',
    now: () => performance.now(),
    // Minutes of polling in no time: what is waited for is tested by the polls themselves.
    sleep: (_milliseconds, signal) => wait(1, undefined, { signal }),
    maxAnswerBytes: 12 * 1024 * 1024,
    ...changes,
  });
}

export function fileOf({ output }: ProcessingResult): OutputFile {
  const [file] = output.kind === 'images' ? output.files : [];
  if (file === undefined) throw new Error('The result has no image');
  return file;
}
