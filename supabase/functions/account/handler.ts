import type { Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import type { Callers } from '../_shared/caller.ts';
import { type Report, createApp, readBody } from '../_shared/create-app.ts';
import type { TakeFrom } from '../_shared/rate-limit.ts';
import { requireService } from '../_shared/require-service.ts';
import type { Deletions } from './deletion.ts';

export interface AccountParts {
  readonly callers: Callers;
  readonly deletions: Deletions;
  readonly exportAccount: (userId: string) => ReadableStream<Uint8Array>;
  readonly takeFrom: TakeFrom;
  readonly serviceRoleKey: string;
  readonly report: Report;
}

const requestSchema = z.object({ reason: z.string().trim().max(1000).optional() });

/** Three at once, then one in twenty minutes: it reads all that there is. */
const exports = { capacity: 3, perSecond: 1 / 1200 };

/**
 * GET    /account/export        everything of the account, as one JSON document
 * GET    /account/deletion      {request: {requested_at, execute_after} | null}
 * POST   /account/deletion      {reason} asks for it; there is a time to think
 * DELETE /account/deletion      takes it back: {taken_back}
 * POST   /account/deletion/run  carries out what is due: {deleted}; for the service role
 */
export function createHandler({ callers, deletions, ...parts }: AccountParts): Hono {
  const app = createApp('account', parts);

  app.get('/export', async (c) => {
    const { userId } = await callers.requireRecentSignIn(c);
    await parts.takeFrom(`export:${userId}`, exports);
    c.header('content-type', 'application/json');
    c.header('content-disposition', 'attachment; filename="emulsion-account.json"');
    c.header('cache-control', 'no-store');
    return c.body(parts.exportAccount(userId));
  });

  app.get('/deletion', async (c) => {
    const { userId } = await callers.requireLiveSession(c);
    return c.json({ request: (await deletions.find(userId)) ?? null });
  });

  app.post('/deletion', async (c) => {
    const { userId } = await callers.requireRecentSignIn(c);
    const { reason } = await readBody(c, requestSchema);
    return c.json({ request: await deletions.request(userId, reason) });
  });

  app.delete('/deletion', async (c) => {
    const { userId } = await callers.requireLiveSession(c);
    return c.json({ taken_back: await deletions.takeBack(userId) });
  });

  app.post('/deletion/run', async (c) => {
    requireService(c, parts.serviceRoleKey);
    return c.json({ deleted: await deletions.carryOut() });
  });

  return app;
}
