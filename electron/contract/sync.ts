import { z } from 'zod';
import { assetIdSchema, blobHashSchema, idSchema, timestampSchema } from './ids.ts';

const waiting = z.int().nonnegative();

/** Where the library's copy in the cloud stands. `waiting`: changes that the cloud has not heard. */
export const syncStatusSchema = z.discriminatedUnion('state', [
  /** Signed out, or no cloud. */
  z.object({ state: z.literal('off') }).readonly(),
  /** `retryAt`: when the next try is made, null where nobody knows. */
  z
    .object({
      state: z.literal('offline'),
      waiting,
      retryAt: timestampSchema.nullable(),
      reason: z.enum(['no-network', 'unreachable', 'busy']),
    })
    .readonly(),
  z.object({ state: z.literal('syncing'), waiting }).readonly(),
  z.object({ state: z.literal('up-to-date'), at: timestampSchema }).readonly(),
  z
    .object({
      state: z.literal('needs-you'),
      waiting,
      reason: z.enum([
        'sign-in',
        'second-factor',
        'signed-out-elsewhere',
        'account-gone',
        'refused',
        /** The account has as many devices as its plan has room for. */
        'too-many-devices',
        /** What comes in has no room on this device. */
        'disk-full',
      ]),
      /** Changes that the cloud refused for good: the list of `sync.refused`. */
      refused: z.int().nonnegative(),
      /** Where there are too many devices, and the cloud says how many there may be. */
      allowedDevices: z.int().nonnegative().exactOptional(),
    })
    .readonly(),
]);
export type SyncStatus = z.infer<typeof syncStatusSchema>;

export const syncedKindSchema = z.enum(['asset', 'job', 'recipe', 'setting', 'usage']);
export type SyncedKind = z.infer<typeof syncedKindSchema>;

export const refusalReasonSchema = z.enum([
  'invalid',
  'unknown_kind',
  'too_large',
  'idempotency_mismatch',
  'expired',
  'gone',
  'deleted',
  'insert_only',
]);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** A change that the cloud refused for good: the user may try again, or let it go. */
export const refusedChangeSchema = z
  .object({
    id: idSchema,
    kind: syncedKindSchema,
    /** What it is about, for people: a file's name, a job's title, a setting. */
    title: z.string().max(255),
    reason: refusalReasonSchema,
    changedAt: timestampSchema,
  })
  .readonly();
export type RefusedChange = z.infer<typeof refusedChangeSchema>;

/** An image of the account whose pixels are on another device. */
export const elsewhereAssetSchema = z
  .object({
    id: assetIdSchema,
    name: z.string().max(255),
    tags: z.array(z.string().max(100)).readonly(),
    width: z.int().positive().nullable(),
    height: z.int().positive().nullable(),
    createdAt: timestampSchema,
    /** Synced only where the user allowed it. */
    thumbnail: blobHashSchema.nullable(),
  })
  .readonly();
export type ElsewhereAsset = z.infer<typeof elsewhereAssetSchema>;

/** A job of another device, as its row tells. */
export const elsewhereJobSchema = z
  .object({
    id: idSchema,
    title: z.string().max(200),
    operation: z.string().max(60),
    status: z.string().max(20),
    provider: z.string().max(60).nullable(),
    /** Millionths of a dollar; null: unknown. */
    cost: z.int().nonnegative().nullable(),
    text: z.string().max(20_000).nullable(),
    createdAt: timestampSchema,
    endedAt: timestampSchema.nullable(),
  })
  .readonly();
export type ElsewhereJob = z.infer<typeof elsewhereJobSchema>;

/** Work made without an account, offered to the account that has just signed in. */
export const bringAlongSchema = z
  .object({ assets: z.int().nonnegative(), jobs: z.int().nonnegative() })
  .readonly();
export type BringAlong = z.infer<typeof bringAlongSchema>;

const nothing = z.void();
const page = z
  .object({
    text: z.string().max(400).default(''),
    offset: z.int().nonnegative().default(0),
    limit: z.int().min(1).max(500).default(200),
  })
  .readonly();

export const syncChannels = {
  'sync.status': { input: nothing, output: syncStatusSchema },
  /** Tries at once, whatever the timer says. */
  'sync.now': { input: nothing, output: nothing },
  'sync.refused': { input: nothing, output: z.array(refusedChangeSchema).readonly() },
  /** Sends refused changes again, as new ones. */
  'sync.retry-refused': { input: z.array(idSchema).min(1).max(1000), output: nothing },
  /** Lets refused changes go: what the cloud holds counts. */
  'sync.discard-refused': { input: z.array(idSchema).min(1).max(1000), output: nothing },
  'sync.elsewhere-assets': {
    input: page,
    output: z.object({
      total: z.int().nonnegative(),
      assets: z.array(elsewhereAssetSchema).readonly(),
    }),
  },
  'sync.elsewhere-jobs': {
    input: page,
    output: z.object({
      total: z.int().nonnegative(),
      jobs: z.array(elsewhereJobSchema).readonly(),
    }),
  },
  /** Null: nothing to bring, or already answered for this account. */
  'sync.bring-along-offer': { input: nothing, output: bringAlongSchema.nullable() },
  'sync.bring-along': { input: z.enum(['bring', 'leave']), output: nothing },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
