import { z } from 'zod';
import type { Fault, FaultMatch } from '../simulators/faults.ts';

const addressesSchema = z.record(z.string(), z.object({ url: z.string() }));

export interface FaultOrder {
  readonly simulator: 'openai' | 'anthropic' | 'stability' | 'compatible';
  readonly fault: Fault;
  readonly match?: FaultMatch;
  readonly times?: number;
}

/** Makes the next requests to a simulator fail: they run in another process and are steered over HTTP. */
export async function orderFault({
  simulator,
  fault,
  match = {},
  times = 1,
}: FaultOrder): Promise<void> {
  const addresses = addressesSchema.parse(JSON.parse(process.env['EMULSION_SIMULATORS'] ?? '{}'));
  const address = addresses[simulator];
  if (address === undefined)
    throw new Error('Run the demo by `npm run demo`: it needs simulators.');
  const answer = await fetch(`${address.url}/__simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault, times, match }),
  });
  if (!answer.ok) throw new Error(`${simulator} knows no fault ${fault}: ${await answer.text()}`);
}
