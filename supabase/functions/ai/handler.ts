import type { Context, Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import { gatewayUploadsSchema } from '../../../electron/contract/gateway.ts';
import type { Callers } from '../_shared/caller.ts';
import { createApp, readBody } from '../_shared/create-app.ts';
import type { Sql } from '../_shared/database.ts';
import type { TakeFrom } from '../_shared/rate-limit.ts';
import { admit } from './admit.ts';
import { companies, modelsOf } from './offers.ts';
import { largestRequest } from './read-order.ts';
import { forgotten, noSuchJob, standingOf } from './repeat-job.ts';
import { requireAdmin } from './require-admin.ts';
import { type StartParts, startJob } from './start-job.ts';

export interface GatewayParts extends StartParts {
  readonly sql: Sql;
  readonly callers: Callers;
  readonly takeFrom: TakeFrom;
  /** Whether other origins stand in for the companies. */
  readonly simulated: boolean;
}

const jobIdSchema = z.uuid();
const keySchema = z.object({ company: z.enum(companies), key: z.string().trim().min(8).max(500) });

/**
 * GET    /ai/offer                    the models that can be asked for
 * POST   /ai/jobs/:id/uploads         where files go that are too big for a form
 * POST   /ai/jobs/:id                 a form (contract/gateway.ts); the answer is a line for each event
 * GET    /ai/jobs/:id                 how it stands, for who lost the answer
 * GET    /ai/jobs/:id/files/:index    an image that was made, or where it lies
 * DELETE /ai/jobs/:id                 the app has it: nothing is kept
 * POST   /ai/keys, /ai/keys/rewrap    for admins: a company's key, and all under the newest secret
 */
export function createHandler(parts: GatewayParts): Hono {
  const { callers, store, keys } = parts;
  const app = createApp('ai', parts);

  app.get('/offer', async (c) => {
    await callers.requireUser(c);
    const models = modelsOf(await keys.configured());
    return c.json({ models, largestRequest, simulated: parts.simulated });
  });

  app.post('/jobs/:id/uploads', async (c) => {
    const { userId } = await callers.requireLiveSession(c);
    const jobId = idOf(c);
    await admit(userId, 'uploads', parts);
    const { files } = await readBody(c, gatewayUploadsSchema);
    return c.json({ uploads: await parts.uploads.grant({ jobId, userId }, files) });
  });

  app.post('/jobs/:id', async (c) => {
    const { userId } = await callers.requireLiveSession(c);
    const jobId = idOf(c);
    await admit(userId, 'jobs', parts);
    return startJob(c, { jobId, userId }, parts);
  });

  app.get('/jobs/:id', async (c) => {
    const { userId } = await callers.requireUser(c);
    const standing = await standingOf({ jobId: idOf(c), userId }, store);
    return c.json(
      standing.status === 'forgotten' ? { status: 'failed', failure: forgotten } : standing,
    );
  });

  app.get('/jobs/:id/files/:index', async (c) => {
    const { userId } = await callers.requireUser(c);
    const index = z.coerce.number().int().min(0).max(15).safeParse(c.req.param('index'));
    const file = index.success
      ? await store.file({ jobId: idOf(c), index: index.data }, userId)
      : null;
    if (file === null) throw noSuchJob();
    if ('path' in file) return c.json(file);
    return new Response(file.bytes as BodyInit, { headers: { 'content-type': file.mediaType } });
  });

  app.delete('/jobs/:id', async (c) => {
    const { userId } = await callers.requireUser(c);
    await store.forget(idOf(c), userId);
    return c.body(null, 204);
  });

  app.post('/keys', async (c) => {
    await requireAdmin(await callers.requireRecentSignIn(c), parts.sql);
    const { company, key } = await readBody(c, keySchema);
    await keys.set(company, key);
    return c.body(null, 204);
  });

  app.post('/keys/rewrap', async (c) => {
    await requireAdmin(await callers.requireRecentSignIn(c), parts.sql);
    return c.json({ rewrapped: await keys.rewrap() });
  });

  return app;
}

function idOf(c: Context): string {
  const id = jobIdSchema.safeParse(c.req.param('id'));
  if (!id.success) throw noSuchJob();
  // One id is one job, however it is written.
  return id.data.toLowerCase();
}
