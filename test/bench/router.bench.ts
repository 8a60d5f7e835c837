import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { AttemptId } from '../../electron/contract/ids.ts';
import { defaultPrices } from '../../electron/providers/default-prices.ts';
import { createOpenAiProvider } from '../../electron/providers/openai/provider.ts';
import type { Capability } from '../../electron/contract/providers.ts';
import type {
  AiProvider,
  AttemptContext,
  PreparedFile,
  PreparedRequest,
} from '../../electron/providers/provider.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeImages } from '../router/support/fake-images.ts';
import { capabilityFor, createFakeProvider, succeeding } from '../router/support/fake-provider.ts';
import { createMemoryPorts, type MemoryPortsSketch } from '../router/support/memory-ports.ts';
import { realClock } from '../router/support/real-clock.ts';
import { never, requestFor, silent } from '../router/support/requests.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';
import { medians } from './support/medians.ts';
import { createSdkPeer, createVercelPeer } from './support/text-peers.ts';

/**
 * What the router adds to a call: against the bare call of a provider that answers at once, and,
 * over HTTP on this machine, against OpenAI's own SDK and Vercel's `ai`. Workers are left out.
 */
const FAKE_CALLS = 20_000;
const HTTP_ROUNDS = 300;
const PROMISED_OVERHEAD_MS = 1;

const contextOfNobody: AttemptContext = {
  attemptId: randomUUID() as AttemptId,
  signal: never,
  folder: tmpdir(),
  prices: defaultPrices,
  onText: () => undefined,
  onPartialImage: () => undefined,
  onProgress: () => undefined,
  onRemoteId: () => undefined,
};

function portsFor(sketch: MemoryPortsSketch): ReturnType<typeof createMemoryPorts> {
  const ports = createMemoryPorts({ settings: { cacheResults: false }, ...sketch });
  return { ...ports, clock: { ...realClock, set: () => undefined }, prices: () => defaultPrices };
}

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string;
  readonly peerValue: number;
  readonly ok?: boolean;
}

/** A provider that answers at once, alone and behind the router. */
async function measureOverhead(): Promise<readonly Row[]> {
  const fake = createFakeProvider({
    id: 'openai',
    cost: 40_000,
    operations: ['generate'],
    behaviours: [succeeding()],
  });
  const capability = capabilityFor('generate');
  const router = createRouter(portsFor({ providers: [fake], images: createFakeImages() }));
  const { call } = requestFor('generate');
  const request: PreparedRequest = { call, capability, image: null, mask: null, reference: null };
  const times = await medians(
    {
      direct: () => fake.provider.processImage(request, contextOfNobody),
      routed: () => router.run(requestFor('generate'), silent, never),
    },
    FAKE_CALLS,
  );
  const overhead = times.routed - times.direct;
  return [
    {
      what: 'router: added to a call, median',
      value: overhead * 1000,
      unit: 'µs',
      peer: 'promised at most',
      peerValue: PROMISED_OVERHEAD_MS * 1000,
      ok: overhead < PROMISED_OVERHEAD_MS,
    },
  ];
}

/** Describing one photo over HTTP on this machine, in three ways that send and stream the same. */
async function measureAgainstPeers(): Promise<readonly Row[]> {
  const simulator = await startOpenAiSimulator();
  const folder = await mkdtemp(path.join(tmpdir(), 'router-bench-'));
  try {
    const baseUrl = `${simulator.url}/v1`;
    const photo = await sharp({
      create: { width: 1024, height: 768, channels: 3, background: '#7a5cff' },
    })
      .jpeg()
      .toBuffer();
    const file = path.join(folder, 'photo.jpg');
    await writeFile(file, photo);
    const provider = createOpenAiProvider({
      fetch,
      apiKey: 'sk-simulated',
      now: Date.now,
      baseUrl,
    });
    const capability = capabilityThatDescribes(provider);
    const { model } = capability;
    const images = passingOn(file, photo);
    const prepared: PreparedRequest = {
      call: requestFor('describe').call,
      capability,
      image: preparedPhoto(file, photo),
      mask: null,
      reference: null,
    };
    const connected = { provider, configured: true, simulated: true, local: false };
    const router = createRouter(portsFor({ providers: [connected], images }));
    const peer = { baseUrl, model, file };

    const times = await medians(
      {
        sdk: createSdkPeer(peer),
        vercel: createVercelPeer(peer),
        provider: () => provider.processImage(prepared, contextOfNobody),
        router: async () => {
          const outcome = await router.run(requestFor('describe'), silent, never);
          if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome));
        },
      },
      HTTP_ROUNDS,
    );
    const what = 'describe a photo through the router, median';
    return [
      {
        what,
        value: times.router,
        unit: 'ms',
        peer: 'our provider alone',
        peerValue: times.provider,
      },
      { what, value: times.router, unit: 'ms', peer: 'openai SDK', peerValue: times.sdk },
      { what, value: times.router, unit: 'ms', peer: 'ai (Vercel)', peerValue: times.vercel },
    ];
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function capabilityThatDescribes({ capabilities }: AiProvider): Capability {
  const capability = capabilities.find(({ operation }) => operation === 'describe');
  if (capability === undefined) throw new Error('nobody describes');
  return capability;
}

/** The worker's part, done beforehand for all. */
function passingOn(file: string, photo: Buffer): ReturnType<typeof createFakeImages> {
  const image = preparedPhoto(file, photo);
  return {
    ...createFakeImages(),
    prepare: async () => ({ image, mask: null, pixelHash: 'photo' }),
  };
}

function preparedPhoto(file: string, photo: Buffer): PreparedFile {
  return {
    path: file,
    format: 'jpeg',
    mediaType: 'image/jpeg',
    width: 1024,
    height: 768,
    bytes: photo.length,
  };
}

const rows: readonly Row[] = [...(await measureOverhead()), ...(await measureAgainstPeers())];
console.log(JSON.stringify({ name: 'router', rows }));
