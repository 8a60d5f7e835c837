import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { openSyncDevice } from './sync-device.ts';

/**
 * A device that never rests: it writes and syncs until its parent kills it, and tells of each
 * change once it is on its own disk. Told to `rest`, it only sends what waits, and says so.
 */
const orderSchema = z.object({
  status: z.object({
    API_URL: z.string(),
    DB_URL: z.string(),
    MAIL_URL: z.string(),
    ANON_KEY: z.string(),
    SERVICE_ROLE_KEY: z.string(),
  }),
  person: z.object({ id: z.string(), email: z.string() }),
  folder: z.string(),
  id: z.string(),
  work: z.enum(['write', 'rest']),
});

const { status, person, folder, id, work } = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const device = await openSyncDevice({ cloud: { status }, person, folder, id });
if (work === 'write') {
  for (;;) {
    const recipe = randomUUID();
    device.edit('recipe', recipe, { title: 'kept' });
    const entry = device.spend({
      provider: 'openai',
      operation: 'describe',
      cost_micro_usd: 7,
      occurred_at: '2026-11-22T10:00:00Z',
    });
    process.send?.({ recipe, entry });
    await sleep(5);
  }
}
while (device.waiting() > 0 || device.status().state !== 'up-to-date') await sleep(20);
process.send?.({ shown: device.shown() });
await device.close();
