import { z } from 'zod';
import type { AccountId } from '../../contract/account.ts';
import type { Operation, Page, Pushed } from '../../outbox/replica.ts';
import type { CloudClient } from './cloud-client.ts';
import { withDeadline } from './deadline.ts';
import { SyncFailure, classify } from './failure.ts';
import type { SessionAccess } from './session-access.ts';
import type { Timers } from './timers.ts';
import { pullAnswerSchema, pushAnswerSchema, replacesAll } from './wire.ts';

/** The two calls of the protocol. Both reject with a SyncFailure, `cut` where the signal aborted. */
export interface Transport {
  /** One answer for each operation, in their order. */
  push(operations: readonly Operation[], signal: AbortSignal): Promise<Pushed>;
  pull(request: PullRequest, signal: AbortSignal): Promise<Page>;
}

export interface PullRequest {
  readonly cursor: unknown;
  readonly limit: number;
}

export interface TransportParts {
  readonly client: CloudClient;
  readonly session: SessionAccess;
  readonly account: AccountId;
  /** This installation's id, a UUID. */
  readonly device: string;
  readonly timers: Timers;
}

export function createTransport(parts: TransportParts): Transport {
  const { client, session, account, device, timers } = parts;

  async function call(name: string, input: object, signal: AbortSignal): Promise<unknown> {
    const token = await session.accessToken().catch((error: unknown) => {
      throw new SyncFailure({ kind: 'network' }, { cause: error });
    });
    // One account's changes never travel under another one's name.
    if (token === null || subjectOf(token) !== account) {
      throw new SyncFailure({ kind: 'unauthorized' });
    }
    const { data, error, status } = await client.supabase
      .rpc(name, input)
      .setHeader('Authorization', `Bearer ${token}`)
      .abortSignal(signal);
    if (error === null) return data;
    const { code, details, hint } = error;
    const retryAfterSeconds = client.retryAfterSeconds();
    const failure = classify({ status, code, details, hint, retryAfterSeconds });
    throw new SyncFailure(failure, { cause: error });
  }

  return {
    push: (operations, signal) =>
      withDeadline({ timers, signal }, async (inner) => {
        const input = { device, ops: operations };
        const { epoch, answers } = parse(pushAnswerSchema, await call('sync_push', input, inner));
        const complete =
          answers.length === operations.length &&
          answers.every(({ op_id }, index) => op_id === operations[index]?.op_id);
        if (!complete) throw new SyncFailure({ kind: 'garbled' });
        return { epoch, answers };
      }),
    pull: ({ cursor, limit }, signal) =>
      withDeadline({ timers, signal }, async (inner) => {
        const input = { cursor, max_changes: limit };
        const answer = parse(pullAnswerSchema, await call('sync_pull', input, inner));
        const { changes, next, more, lost } = answer;
        return { replaces: replacesAll(cursor, answer), lost, changes, next, more };
      }),
  };
}

function parse<Value>(schema: z.ZodType<Value>, answer: unknown): Value {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new SyncFailure({ kind: 'garbled' }, { cause: parsed.error });
  return parsed.data;
}

const claimsSchema = z.object({ sub: z.string() });

/** Whose token it is, as it says itself: the cloud checks whether that is true. */
function subjectOf(token: string): string | undefined {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return claimsSchema.safeParse(JSON.parse(claims)).data?.sub;
  } catch {
    return undefined;
  }
}
