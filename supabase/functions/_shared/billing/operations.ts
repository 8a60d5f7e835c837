import type { z } from 'npm:zod@4.6.7';
import type { Sql } from '../database.ts';
import { FunctionError } from '../function-error.ts';
import { BillingFailure, type ProviderName } from './billing-provider.ts';

export interface Operation {
  /** The app's: a repeat of the same request is the same operation. */
  readonly id: string;
  readonly userId: string;
  readonly provider: ProviderName;
  readonly kind: 'checkout' | 'change' | 'cancel' | 'resume' | 'refund' | 'end';
  readonly request: Readonly<Record<string, string | number>>;
}

/**
 * Asks a billing provider to change something, at most once: journalled before it is sent. A repeat
 * gets the first one's answer.
 * @throws FunctionError operation_busy, operation_unknown, operation_conflict, card_refused, refused
 */
export async function carryOut<Schema extends z.ZodType>(
  { sql, schema }: { readonly sql: Sql; readonly schema: Schema },
  operation: Operation,
  work: () => Promise<z.input<Schema>>,
): Promise<z.output<Schema>> {
  const { id, userId, provider, kind, request } = operation;
  const [begun] = await sql<{ state: string }[]>`
    select public.billing_begin(${id}, ${userId}, ${provider}, ${kind}, ${sql.json(request)}) as state`;
  switch (begun?.state) {
    case 'new':
      break;
    case 'done': {
      const [known] = await sql<{ result: unknown }[]>`
        select result from public.billing_operations where id = ${id}`;
      return schema.parse(known?.result);
    }
    case 'busy':
    case 'sending':
      throw refuse({
        status: 409,
        code: 'operation_busy',
        message: 'Something else is under way for this account.',
      });
    case 'unknown':
      throw unknown();
    case 'refused':
      throw refuse({ status: 422, code: 'refused', message: 'The billing provider refused this.' });
    default:
      throw refuse({
        status: 409,
        code: 'operation_conflict',
        message: 'This id belongs to another operation.',
      });
  }

  const finish = (state: 'done' | 'refused' | 'unknown', answer: unknown) =>
    sql`
      select public.billing_finish(
        ${id}, ${state}, ${answer === null ? null : sql.json(answer as Record<string, never>)}
      )`;
  let result: z.output<Schema>;
  try {
    result = schema.parse(await work());
  } catch (error) {
    const certain = error instanceof BillingFailure && error.kind !== 'unknown';
    await finish(certain ? 'refused' : 'unknown', null);
    throw worded(error);
  }
  await finish('done', result);
  return result;
}

/** A failure of the provider as an answer of ours. */
export function worded(error: unknown): FunctionError {
  if (!(error instanceof BillingFailure)) return unknown(error);
  switch (error.kind) {
    case 'card-refused':
      return refuse(
        { status: 422, code: 'card_refused', message: 'The payment was refused.' },
        error,
      );
    case 'rate-limited':
      return new FunctionError(
        { status: 503, code: 'unavailable', message: 'Not available now. Try again later.' },
        { cause: error, retryAfterSeconds: error.retryAfterSeconds ?? 60 },
      );
    case 'not-supported':
      return refuse(
        { status: 422, code: 'not_supported', message: 'This is not sold here.' },
        error,
      );
    case 'not-found':
    case 'refused':
    case 'bad-signature':
      return refuse(
        { status: 422, code: 'refused', message: 'The billing provider refused this.' },
        error,
      );
    case 'unknown':
      return unknown(error);
  }
}

function unknown(cause?: unknown): FunctionError {
  return refuse(
    {
      status: 502,
      code: 'operation_unknown',
      message: 'No answer came. Whether anything was charged is being looked up.',
    },
    cause,
  );
}

interface Refusal {
  readonly status: 409 | 422 | 502;
  readonly code: string;
  readonly message: string;
}

function refuse(refusal: Refusal, cause?: unknown): FunctionError {
  return new FunctionError(refusal, { cause });
}
