import { startAnthropicSimulator } from './anthropic.ts';
import { startCompatibleSimulator } from './compatible.ts';
import { startOpenAiSimulator } from './openai.ts';
import { startStabilitySimulator } from './stability.ts';

/**
 * Starts every simulator on a free port, prints one JSON line of name → { url }, and runs until
 * standard input closes or SIGTERM comes: a parent that dies leaves nothing behind.
 */
const simulators = await Promise.all([
  startOpenAiSimulator(),
  startAnthropicSimulator(),
  startStabilitySimulator(),
  startCompatibleSimulator(),
]);
console.log(JSON.stringify(Object.fromEntries(simulators.map(({ name, url }) => [name, { url }]))));

async function stop(): Promise<void> {
  await Promise.all(simulators.map((simulator) => simulator.close()));
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.stdin.once('end', () => void stop());
process.stdin.resume();
