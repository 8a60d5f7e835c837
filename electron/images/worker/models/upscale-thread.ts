import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { enlargeTile, type TilePixels } from './tile-runner.ts';
import { loadUpscaleNetwork } from './upscale-network.ts';

/** The body of a thread that enlarges tiles: one in, one out. */
const factor = z.union([z.literal(2), z.literal(4)]).parse(workerData);
const network = loadUpscaleNetwork(factor);

parentPort?.on('message', (tile: TilePixels) => void answer(tile, parentPort));

async function answer(tile: TilePixels, port: MessagePort | null): Promise<void> {
  const values = enlargeTile(await network, tile);
  port?.postMessage(values, [values.buffer]);
}
