import { z } from 'zod';
import { refusalReasonSchema } from '../../contract/sync.ts';
import type { Numbers } from '../../outbox/replica.ts';

const sequence = z.int().nonnegative();

/**
 * What `sync_push()` answers, and has always answered. A reason that a newer cloud gives is one that
 * this version can show; "outdated" is only said of what is told again, which nobody is shown.
 */
export const pushAnswerSchema = z.object({
  epoch: z.uuid(),
  answers: z.array(
    z.discriminatedUnion('status', [
      z.object({ status: z.enum(['ok', 'dup']), op_id: z.uuid(), seq: sequence }),
      z.object({
        status: z.literal('rejected'),
        op_id: z.uuid(),
        reason: refusalReasonSchema.catch('invalid'),
      }),
    ]),
  ),
});

/** As far as this side looks into it; the rest goes back as it came. */
const cursorSchema = z.looseObject({
  epoch: z.uuid(),
  seq: sequence,
  after: z.unknown().optional(),
});

/** Where the cloud does not say what a restore has lost: it knows of nothing. */
const all: readonly Numbers[] = [[0, Number.MAX_SAFE_INTEGER]];

/** What `sync_pull()` answers. Kinds and fields of a newer version are let through. */
export const pullAnswerSchema = z.object({
  mode: z.enum(['log', 'snapshot']),
  changes: z.array(
    z.object({
      seq: sequence,
      kind: z.string().min(1).max(60),
      key: z.string().min(1).max(200),
      deleted: z.boolean(),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
  next: cursorSchema.nullable(),
  more: z.boolean(),
  lost: z
    .array(z.tuple([sequence, sequence]).readonly())
    .readonly()
    .default(all),
});
export type PullAnswer = z.infer<typeof pullAnswerSchema>;

/**
 * Whether a page voids what was known: the first one of a snapshot does, those after it go on from
 * the cursor that the first one gave.
 */
export function replacesAll(asked: unknown, { mode, next }: PullAnswer): boolean {
  if (mode === 'log') return false;
  const from = cursorSchema.safeParse(asked).data;
  if (from?.after === undefined || next === null) return true;
  return from.epoch !== next.epoch || from.seq !== next.seq;
}
