import { mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationId } from '../../electron/contract/operations.ts';
import { defaultPrices } from '../../electron/providers/default-prices.ts';
import { createOpenAiProvider } from '../../electron/providers/openai/provider.ts';
import type { AiProvider } from '../../electron/providers/provider.ts';
import { createStabilityProvider } from '../../electron/providers/stability/provider.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import {
  boxMask,
  noise,
  samplesOf,
  save,
  startService,
  temporaryFolder,
} from '../images/fixtures.ts';
import type { Simulator } from '../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';
import { startStabilitySimulator } from '../simulators/stability.ts';
import { facts } from './support/fake-images.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { realClock } from './support/real-clock.ts';
import { never, requestFor, silent } from './support/requests.ts';

/** Not a multiple of what OpenAI takes: what goes out is resampled, compressed again and narrower in colour. */
const size = { width: 1003, height: 701 };
const box = { left: 400, top: 250, width: 160, height: 180 };

/** Real workers and providers over real HTTP; the companies are simulated. */
describe('a photo of a wide gamut', () => {
  const folder = temporaryFolder();
  const images = startService();
  let openai: Simulator;
  let stability: Simulator;

  beforeAll(async () => {
    openai = await startOpenAiSimulator();
    stability = await startStabilitySimulator();
  });
  afterAll(async () => {
    await openai.close();
    await stability.close();
  });

  function providerOf(name: 'openai' | 'stability'): AiProvider {
    const { now, sleep } = realClock;
    const common = { fetch, now, apiKey: 'sk-simulated' };
    return name === 'openai'
      ? createOpenAiProvider({ ...common, baseUrl: `${openai.url}/v1` })
      : createStabilityProvider({ ...common, sleep, baseUrl: stability.url });
  }

  async function makeOf(name: 'openai' | 'stability', operation: OperationId, options: object) {
    const soft = noise({ width: 200, height: 140 }).resize(size.width, size.height);
    const photo = await soft.withIccProfile('p3').jpeg({ quality: 90 }).toBuffer();
    const source = await save(folder, 'photo.jpg', photo);
    const mask = await save(folder, 'mask.png', await boxMask(size, box));
    const plain = requestFor(operation, { options });
    const outcome = await createRouter({
      ...createMemoryPorts({
        images,
        providers: [
          { provider: providerOf(name), configured: true, simulated: true, local: false },
        ],
      }),
      clock: realClock,
      prices: () => defaultPrices,
      temporaryFolder: () => mkdtemp(path.join(folder, 'attempt-')),
    }).run(
      {
        ...plain,
        image: { ...facts, ...size, format: 'jpeg' },
        source: { path: source, hash: 'a'.repeat(64) },
        mask: plain.mask && { path: mask, hash: 'b'.repeat(64) },
      },
      silent,
      never,
    );
    if (outcome.status !== 'done' || outcome.output.kind !== 'images') {
      throw new Error(JSON.stringify(outcome));
    }
    const made = await readFile(outcome.output.images[0]?.path ?? '');
    const metadata = await Promise.all([photo, made].map((file) => sharp(file).metadata()));
    expect(metadata[1]?.icc).toEqual(metadata[0]?.icc);
    return { before: await samplesOf(photo), after: await samplesOf(made) };
  }

  it.each([
    ['openai', 'inpaint'],
    ['openai', 'erase'],
    ['stability', 'inpaint'],
    ['stability', 'erase'],
  ] as const)('is changed by %s inside the mask alone: %s', async (name, operation) => {
    const { before, after } = await makeOf(name, operation, {});
    expect(after).toMatchObject({ ...size, channels: 3 });
    let changed = 0;
    for (let y = 0; y < size.height; y += 1) {
      for (let x = 0; x < size.width; x += 1) {
        const at = (y * size.width + x) * 3;
        const isSame =
          before.samples[at] === after.samples[at] &&
          before.samples[at + 1] === after.samples[at + 1] &&
          before.samples[at + 2] === after.samples[at + 2];
        const [column, row] = [x - box.left, y - box.top];
        const isInside = column >= 0 && column < box.width && row >= 0 && row < box.height;
        if (isInside) changed += isSame ? 0 : 1;
        else if (!isSame) expect.fail(`the pixel at ${x}, ${y} changed outside the mask`);
      }
    }
    expect(changed).toBeGreaterThan(0.9 * box.width * box.height);
    expect([...openai.violations, ...stability.violations]).toEqual([]);
  });

  it('is outpainted by stability, and stays itself up to the seam', async () => {
    const { before, after } = await makeOf('stability', 'outpaint', { left: 300, down: 100 });
    expect(after).toMatchObject({ width: 1303, height: 801 });
    const seam = 6;
    for (let y = 0; y < size.height - seam; y += 1) {
      const [from, to] = [y * size.width + seam, y * 1303 + 300 + seam];
      const length = (size.width - seam) * 3;
      for (let index = 0; index < length; index += 1) {
        if (before.samples[from * 3 + index] !== after.samples[to * 3 + index]) {
          expect.fail(`row ${y} changed`);
        }
      }
    }
    // What is new is no repeated edge: the company's own picture is in it.
    const corner = after.samples.subarray(0, 300 * 3);
    expect(new Set(corner).size).toBeGreaterThan(20);
    expect(stability.violations).toEqual([]);
  });
});
