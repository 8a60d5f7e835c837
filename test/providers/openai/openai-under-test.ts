import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import {
  createOpenAiProvider,
  type OpenAiOptions,
} from '../../../electron/providers/openai/provider.ts';
import type {
  AiProvider,
  PreparedFile,
  ProcessingResult,
} from '../../../electron/providers/provider.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../../simulators/openai.ts';
import {
  prepareRequest,
  recordAttempt,
  writePicture,
  type Order,
  type RecordedAttempt,
} from '../attempt.ts';

export const TEXT_MODEL = 'gpt-6-luna';
export const IMAGE_MODEL = 'gpt-image-2.5-flare';

export const prices: PriceList = {
  version: 'test',
  models: {
    openai: {
      [TEXT_MODEL]: { unit: 'token', textIn: 100_000, textOut: 500_000 },
      [IMAGE_MODEL]: {
        unit: 'token',
        textIn: 5_000_000,
        textOut: 30_000_000,
        imageIn: 8_000_000,
        imageOut: 30_000_000,
        imageTokens: { low: 196, medium: 439, high: 1_756 },
      },
    },
  },
};

export interface OpenAiUnderTest {
  readonly simulator: Simulator;
  readonly provider: AiProvider;
  /** 1024 × 768 pixels. */
  readonly image: PreparedFile;
  /** Of the image's size, with a transparent hole. */
  readonly mask: PreparedFile;
  run(order: Order, signal?: AbortSignal): Promise<ProcessingResult>;
  attempt(order: Order, context: RecordedAttempt): Promise<ProcessingResult>;
  close(): Promise<void>;
}

/** The provider, and a simulator that it talks to over HTTP. */
export async function startOpenAi(): Promise<OpenAiUnderTest> {
  const simulator = await startOpenAiSimulator();
  const provider = createProviderFor(simulator.url);
  const folder = await mkdtemp(join(tmpdir(), 'emulsion-openai-'));
  const image = await writePicture(folder, { width: 1024, height: 768 });
  const attempt: OpenAiUnderTest['attempt'] = (order, context) =>
    provider.processImage(prepareRequest(provider, order), context);
  return {
    simulator,
    provider,
    image,
    mask: await writeMask(folder, image),
    attempt,
    run: async (order, signal) => attempt(order, await recordAttempt(prices, signal)),
    close: async () => {
      await simulator.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function createProviderFor(url: string, changes: Partial<OpenAiOptions> = {}): AiProvider {
  return createOpenAiProvider({
    fetch,
    baseUrl: `${url}/v1`,
    apiKey: 'sk-test',
    now: () => 1_700_000_000_000,
    maxAnswerBytes: 12 * 1024 * 1024,
    ...changes,
  });
}

async function writeMask(folder: string, image: PreparedFile): Promise<PreparedFile> {
  const { width, height } = image;
  const path = join(folder, 'mask.png');
  const hole = await sharp({ create: { width: 300, height: 200, channels: 4, background: '#000' } })
    .png()
    .toBuffer();
  const { size: bytes } = await sharp({
    create: { width, height, channels: 4, background: '#000' },
  })
    .composite([{ input: hole, left: 100, top: 100, blend: 'dest-out' }])
    .png()
    .toFile(path);
  return { path, format: 'png', mediaType: 'image/png', width, height, bytes };
}
