import { createInterface } from 'node:readline';
import { z } from 'zod';
import { startAnthropicSimulator } from './anthropic.ts';
import { plansProducts, productIds } from './billing/plans-products.ts';
import { startCompatibleSimulator } from './compatible.ts';
import { startOpenAiSimulator } from './openai.ts';
import { startPolarSimulator } from './polar/polar.ts';
import { startStabilitySimulator } from './stability.ts';

const lineSchema = z.object({ webhooks: z.url() });

/**
 * Starts every simulator on a free port, prints one JSON line of name → { url } (and `products`, what Polar sells,
 * as the functions read it), and runs until standard input closes or SIGTERM comes: a parent that dies leaves nothing behind. A line
 * `{"webhooks": url}` on standard input says where the simulated Polar sends its webhooks.
 */
const [webhookSecret = 'simulated'] = process.argv.slice(2);
const polar = await startPolarSimulator({ products: plansProducts, webhookSecret });
const companies = await Promise.all([
  startOpenAiSimulator(),
  startAnthropicSimulator(),
  startStabilitySimulator(),
  startCompatibleSimulator(),
]);
const simulators = [...companies, polar];
const addresses = Object.fromEntries(simulators.map(({ name, url }) => [name, { url }]));
console.log(JSON.stringify({ ...addresses, products: productIds }));

async function stop(): Promise<void> {
  await Promise.all(simulators.map((simulator) => simulator.close()));
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
createInterface({ input: process.stdin })
  .on('line', (line) => polar.setEndpoint(lineSchema.parse(JSON.parse(line)).webhooks))
  .on('close', () => void stop());
