import { z } from 'zod';
import type { Sql } from './server.ts';
import { asUser } from './people.ts';

/** Written as a type: an interface is no JSON to the driver. */
export type Operation = {
  readonly op_id: string;
  readonly n: number;
  readonly kind: 'asset' | 'job' | 'recipe' | 'setting' | 'usage';
  readonly key: string;
  readonly deleted?: boolean;
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
  readonly base_seq?: number | null;
};

const answerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['ok', 'dup']), op_id: z.string(), seq: z.number() }),
  z.object({ status: z.literal('rejected'), op_id: z.unknown(), reason: z.string() }),
]);
const pushSchema = z.object({
  epoch: z.uuid(),
  seq: z.number(),
  answers: z.array(answerSchema),
});
export type Pushed = z.infer<typeof pushSchema>;

const cursorSchema = z
  .object({
    epoch: z.uuid(),
    seq: z.number(),
    after: z.object({ kind: z.string(), key: z.string().nullable() }).optional(),
  })
  .nullable();
export type Cursor = z.infer<typeof cursorSchema>;

const changeSchema = z.object({
  seq: z.number(),
  op_id: z.uuid().optional(),
  device_id: z.uuid().optional(),
  kind: z.string(),
  key: z.string(),
  deleted: z.boolean(),
  fields: z.record(z.string(), z.unknown()),
});
export type Change = z.infer<typeof changeSchema>;

const pullSchema = z.object({
  mode: z.enum(['log', 'snapshot']),
  changes: z.array(changeSchema),
  next: cursorSchema,
  more: z.boolean(),
  epoch: z.uuid().nullable(),
  min_cursor: z.number(),
});
export type Pulled = z.infer<typeof pullSchema>;

export interface PushRequest {
  readonly user: string;
  readonly device: string;
  readonly ops: readonly Operation[];
}

export function push(sql: Sql, { user, device, ops }: PushRequest): Promise<Pushed> {
  return asUser(sql, user, async (transaction) => {
    const [row] = await transaction<{ answer: unknown }[]>`
      select public.sync_push(${device}, ${transaction.json(ops)}) as answer`;
    return pushSchema.parse(row?.answer);
  });
}

export interface PullRequest {
  readonly user: string;
  readonly cursor: Cursor;
  readonly limit?: number;
}

export function pull(sql: Sql, { user, cursor, limit = 500 }: PullRequest): Promise<Pulled> {
  return asUser(sql, user, async (transaction) => {
    const [row] = await transaction<{ answer: unknown }[]>`
      select public.sync_pull(${transaction.json(cursor)}, ${limit}) as answer`;
    return pullSchema.parse(row?.answer);
  });
}
