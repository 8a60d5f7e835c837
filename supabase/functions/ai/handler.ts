import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import { appError } from '../../../electron/contract/app-error.ts';
import {
  type GatewayEvent,
  type GatewayResult,
  toCredits,
} from '../../../electron/contract/gateway.ts';
import type { OperationCall } from '../../../electron/contract/operations.ts';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import type { Callers } from '../_shared/caller.ts';
import { createApp, readBody } from '../_shared/create-app.ts';
import type { Sql } from '../_shared/database.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { TakeFrom } from '../_shared/rate-limit.ts';
import { admit } from './admit.ts';
import { answerEvents } from './answer-events.ts';
import { type ResponseCache, isCached } from './cache.ts';
import type { JobStore, Standing } from './job-store.ts';
import { companies, modelsOf, nameOf, offersFor } from './offers.ts';
import type { ProviderKeys } from './provider-keys.ts';
import { largestRequest, readOrder } from './read-order.ts';
import { requireAdmin } from './require-admin.ts';
import { type RunParts, runJob } from './run-job.ts';

export interface GatewayParts extends RunParts {
  readonly sql: Sql;
  readonly store: JobStore;
  readonly cache: ResponseCache;
  readonly keys: ProviderKeys;
  readonly callers: Callers;
  readonly takeFrom: TakeFrom;
  /** Whether other origins stand in for the companies. */
  readonly simulated: boolean;
  readonly prices: () => Promise<PriceList>;
  /** Keeps the function alive until the work is done, though its caller has gone. */
  readonly keepRunning: (work: Promise<unknown>) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const jobIdSchema = z.uuid();
const keySchema = z.object({ company: z.enum(companies), key: z.string().trim().min(8).max(500) });

/** A repeat waits this long for the first one's end, then is told to ask again. */
const patienceMs = 120_000;
const lookAgainMs = 300;

/**
 * GET    /ai/offer                    the models that can be asked for
 * POST   /ai/jobs/:id                 a form (contract/gateway.ts); the answer is a line for each event
 * GET    /ai/jobs/:id                 how it stands, for who lost the answer
 * GET    /ai/jobs/:id/files/:index    an image that was made
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

  app.post('/jobs/:id', async (c) => {
    const { userId } = await callers.requireLiveSession(c);
    const jobId = idOf(c);
    await admit(userId, parts);
    const folder = await mkdtemp(join(tmpdir(), 'ai-'));
    const clear = () => rm(folder, { recursive: true, force: true });
    try {
      const order = await readOrder(c, folder);
      const { call, model } = order.order;
      const offers = offersFor(order.order, order, await keys.configured());
      const [wanted] = offers;
      if (wanted === undefined) {
        const message = 'This model is not offered for this, or not for an image like this.';
        throw new FunctionError({ status: 422, code: 'not_offered', message });
      }
      const job = { id: jobId, userId, operation: call.operation, hash: order.hash };
      const known = isCached(call.operation) ? await parts.cache.find(job).catch(miss) : null;
      if (known !== null) {
        const result = { ...known, credits: 0, cached: true };
        const answered = await store.answerAgain({ ...job, model: known.model, result });
        await clear();
        if (answered === 'conflict') throw conflict(model);
        return answerEvents((tell) => repeat({ jobId, userId }, tell), parts);
      }
      const prices = await parts.prices();
      const estimates = await Promise.all(
        offers.map(async ({ company, capability }) =>
          (await parts.providerOf(company)).getCostEstimate(
            {
              call,
              image: order.image,
              hasMask: order.mask !== null,
              reference: order.reference,
              capability,
            },
            prices,
          ),
        ),
      );
      const estimate = Math.max(...estimates.map(({ high }) => high));
      const heldCredits = toCredits(estimate);
      const accepted = await store.accept({
        ...job,
        model: nameOf(wanted),
        estimate,
        credits: heldCredits,
      });
      switch (accepted) {
        case 'insufficient': {
          const message = `This takes up to ${heldCredits} credits, and there are fewer left.`;
          throw new FunctionError({ status: 403, code: 'insufficient_credits', message });
        }
        case 'conflict':
          throw conflict(model);
        case 'sending':
        case 'succeeded':
        case 'failed':
        case 'unknown':
          await clear();
          return answerEvents((tell) => repeat({ jobId, userId }, tell), parts);
        case 'new':
          return answerEvents(async (tell) => {
            tell({ type: 'accepted', credits: heldCredits });
            const run = { jobId, order, offers, prices, heldCredits, folder };
            try {
              const result = await runJob(run, parts, tell);
              if (result !== null) await keepAnswer(job, result);
            } finally {
              await clear();
            }
          }, parts);
      }
    } catch (error) {
      await clear();
      throw error;
    }
  });

  app.get('/jobs/:id', async (c) => {
    const { userId } = await callers.requireUser(c);
    const standing = await required(idOf(c), userId);
    return c.json(standing.status === 'forgotten' ? forgotten() : standing);
  });

  app.get('/jobs/:id/files/:index', async (c) => {
    const { userId } = await callers.requireUser(c);
    const index = z.coerce.number().int().min(0).max(15).safeParse(c.req.param('index'));
    const file = index.success
      ? await store.file({ jobId: idOf(c), index: index.data }, userId)
      : null;
    if (file === null) throw notFound();
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

  /** For the next time that this account asks for just this. */
  async function keepAnswer(
    { userId, hash, operation }: AskedFor,
    { output, model }: GatewayResult,
  ): Promise<void> {
    if (!isCached(operation) || output.kind === 'images') return;
    await parts.cache.keep({ userId, hash }, { output, model }, operation).catch(parts.report);
  }

  function miss(error: unknown): null {
    parts.report(error);
    return null;
  }

  /** The first one's end, once it has come. */
  async function repeat(
    { jobId, userId }: { readonly jobId: string; readonly userId: string },
    tell: (event: GatewayEvent) => void,
  ): Promise<void> {
    for (let waited = 0; waited < patienceMs; waited += lookAgainMs) {
      const standing = await required(jobId, userId);
      switch (standing.status) {
        case 'done':
          return tell({ type: 'result', result: standing.result });
        case 'failed':
          return tell({ type: 'failure', failure: standing.failure });
        case 'forgotten':
          return tell({ type: 'failure', failure: forgotten().failure });
        case 'running':
          await parts.sleep(lookAgainMs);
      }
    }
  }

  async function required(jobId: string, userId: string): Promise<Standing> {
    const standing = await store.standing(jobId, userId);
    if (standing === null) throw notFound();
    return standing;
  }
}

interface AskedFor {
  readonly userId: string;
  readonly hash: string;
  readonly operation: OperationCall['operation'];
}

function conflict(model: string): FunctionError {
  const message = `This id belongs to another job than ${model}.`;
  return new FunctionError({ status: 409, code: 'job_conflict', message });
}

function forgotten() {
  return {
    status: 'failed' as const,
    failure: { class: 'fail-over' as const, error: appError('not-found') },
  };
}

function idOf(c: Context): string {
  const id = jobIdSchema.safeParse(c.req.param('id'));
  if (!id.success) throw notFound();
  return id.data;
}

function notFound(): FunctionError {
  return new FunctionError({ status: 404, code: 'not_found', message: 'There is no such job.' });
}
