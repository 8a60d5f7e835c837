import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'npm:hono@4.13.19';
import { type GatewayResult, toCredits } from '../../../electron/contract/gateway.ts';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import { FunctionError } from '../_shared/function-error.ts';
import { type AnswerParts, answerEvents } from './answer-events.ts';
import { type ResponseCache, isCached } from './cache.ts';
import { type Offer, nameOf, offersFor } from './offers.ts';
import type { ProviderKeys } from './provider-keys.ts';
import { type OrderForm, type ReadOrder, layOut, readOrder } from './read-order.ts';
import { type RepeatParts, tellAgain } from './repeat-job.ts';
import { type RunParts, runJob } from './run-job.ts';
import type { JobOf, Uploads } from './uploads.ts';

export interface StartParts extends RunParts, RepeatParts, AnswerParts {
  readonly cache: ResponseCache;
  readonly uploads: Uploads;
  readonly keys: ProviderKeys;
  readonly prices: () => Promise<PriceList>;
}

/**
 * Takes a job of an account that was let in: does it, or tells how it stands where its id is known.
 * @throws FunctionError before anything was held or sent
 */
export async function startJob(c: Context, asked: JobOf, parts: StartParts): Promise<Response> {
  const { store, uploads } = parts;
  const form = await readOrder(c, () => uploads.of(asked));
  // Told before its files are looked for: of a job that has ended they are gone.
  const earlier = await store.earlier(asked.jobId);
  if (earlier !== null) {
    if (earlier.userId !== asked.userId || earlier.hash !== form.hash) throw conflict();
    return again();
  }
  const folder = await mkdtemp(join(tmpdir(), 'ai-'));
  const clearFolder = () => rm(folder, { recursive: true, force: true });
  const clear = async (): Promise<void> => {
    await clearFolder();
    // What stays is found by the sweep.
    if (form.uploaded) await uploads.clear(asked).catch(parts.report);
  };
  try {
    const order = await layOut(form, folder, uploads);
    const known = await fromCache(asked, form, parts);
    if (known !== null) {
      await clear();
      return again();
    }
    const accepted = await accept(asked, order, parts);
    if (accepted === null) {
      // Another request with this id came first: what was uploaded is that one's.
      await clearFolder();
      return again();
    }
    return answerEvents(async (tell) => {
      tell({ type: 'accepted', credits: accepted.heldCredits });
      try {
        const run = { jobId: asked.jobId, userId: asked.userId, order, folder, ...accepted };
        const result = await runJob(run, parts, tell);
        if (result !== null) await keepAnswer(asked.userId, { form, result }, parts);
      } finally {
        await clear();
      }
    }, parts);
  } catch (error) {
    const another = error instanceof FunctionError && error.code === 'job_conflict';
    await (another ? clearFolder() : clear());
    throw error;
  }

  function again(): Response {
    return answerEvents((tell) => tellAgain(asked, parts, tell), parts);
  }
}

/** Journals a job that this account has had the answer to. Null: it has to be made. */
async function fromCache(
  { jobId, userId }: JobOf,
  { order: { call }, hash }: OrderForm,
  { cache, store, report }: StartParts,
): Promise<'journalled' | null> {
  if (!isCached(call.operation)) return null;
  const known = await cache.find({ userId, hash }).catch((error: unknown) => {
    report(error);
    return null;
  });
  if (known === null) return null;
  const job = { id: jobId, userId, operation: call.operation, hash, model: known.model };
  const result = { ...known, credits: 0, cached: true };
  if ((await store.answerAgain({ ...job, result })) === 'conflict') throw conflict();
  return 'journalled';
}

interface Accepted {
  readonly offers: readonly Offer[];
  readonly prices: PriceList;
  readonly heldCredits: number;
}

/** Holds what a job may cost. Null: its id is known by now. @throws FunctionError */
async function accept(
  { jobId, userId }: JobOf,
  order: ReadOrder,
  { keys, store, providerOf, prices: pricesNow }: StartParts,
): Promise<Accepted | null> {
  const { call } = order.order;
  const offers = offersFor(order.order, order, await keys.configured());
  const [wanted] = offers;
  if (wanted === undefined) {
    const message = 'This model is not offered for this, or not for an image like this.';
    throw new FunctionError({ status: 422, code: 'not_offered', message });
  }
  const prices = await pricesNow();
  const asked = {
    call,
    image: order.image,
    hasMask: order.mask !== null,
    reference: order.reference,
  };
  const estimates = await Promise.all(
    offers.map(async ({ company, capability }) =>
      (await providerOf(company)).getCostEstimate({ ...asked, capability }, prices),
    ),
  );
  const estimate = Math.max(...estimates.map(({ high }) => high));
  const heldCredits = toCredits(estimate);
  const accepted = await store.accept({
    id: jobId,
    userId,
    operation: call.operation,
    hash: order.hash,
    model: nameOf(wanted),
    estimate,
    credits: heldCredits,
  });
  switch (accepted) {
    case 'new':
      return { offers, prices, heldCredits };
    case 'insufficient': {
      const message = `This takes up to ${heldCredits} credits, and there are fewer left.`;
      throw new FunctionError({ status: 403, code: 'insufficient_credits', message });
    }
    case 'conflict':
      throw conflict();
    case 'sending':
    case 'succeeded':
    case 'failed':
    case 'unknown':
      return null;
  }
}

/** For the next time that this account asks for just this. */
async function keepAnswer(
  userId: string,
  { form, result }: { readonly form: OrderForm; readonly result: GatewayResult },
  { cache, report }: StartParts,
): Promise<void> {
  const { operation } = form.order.call;
  const { output, model } = result;
  if (!isCached(operation) || output.kind === 'images') return;
  await cache.keep({ userId, hash: form.hash }, { output, model }, operation).catch(report);
}

function conflict(): FunctionError {
  const message = 'This id belongs to another job.';
  return new FunctionError({ status: 409, code: 'job_conflict', message });
}
