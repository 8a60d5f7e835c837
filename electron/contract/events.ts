import { z } from 'zod';
import { accountStateSchema } from './account.ts';
import { appErrorSchema } from './app-error.ts';
import { batchIdSchema, batchSchema } from './batches.ts';
import { billingStateSchema } from './billing.ts';
import { configStateSchema } from './config-channels.ts';
import { assetIdSchema, jobIdSchema } from './ids.ts';
import { jobSchema } from './jobs.ts';
import { assetSchema, ingestOutcomeSchema } from './library.ts';
import { linkQuestionSchema } from './links.ts';
import { providerIdSchema, providerInfoSchema } from './providers.ts';
import { keptRecipeSchema } from './recipes.ts';
import { settingsSchema } from './settings.ts';
import { bringAlongSchema, syncStatusSchema } from './sync.ts';
import { budgetStatusSchema } from './usage.ts';

/** What a menu item or a deep link asks the window to do; the palette has the same commands. */
export const windowCommands = [
  'open-files',
  'open-folder',
  'paste',
  'save-as',
  'show-palette',
  'show-studio',
  'show-library',
  'show-queue',
  'show-recipes',
  'show-settings',
  'show-account',
  'show-usage',
  'show-plans',
  'show-shortcuts',
  'start-tour',
  'add-samples',
  'run',
  'cancel',
  'toggle-compare',
] as const;

/** What the main process tells the window, on one channel. */
export const appEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job-changed'), job: jobSchema }),
  z.object({ type: z.literal('jobs-removed'), jobIds: z.array(jobIdSchema) }),
  z.object({
    type: z.literal('job-progress'),
    jobId: jobIdSchema,
    /** 0 to 1, or null where nobody knows. */
    fraction: z.number().min(0).max(1).nullable(),
    step: z.enum(['preparing', 'sending', 'waiting', 'receiving', 'verifying', 'saving']),
    /** Who is asked now; left out until an attempt has begun. */
    provider: providerIdSchema.optional(),
  }),
  z.object({ type: z.literal('job-text'), jobId: jobIdSchema, delta: z.string() }),
  z.object({
    type: z.literal('job-partial-image'),
    jobId: jobIdSchema,
    index: z.int().nonnegative(),
    /** Address of a worker-made preview: `media://…`. */
    url: z.string(),
  }),
  z.object({ type: z.literal('asset-changed'), asset: assetSchema }),
  z.object({ type: z.literal('assets-removed'), assetIds: z.array(assetIdSchema) }),
  z.object({ type: z.literal('collections-changed') }),
  z.object({
    type: z.literal('ingest-progress'),
    done: z.int().nonnegative(),
    total: z.int().nonnegative(),
    outcome: ingestOutcomeSchema.nullable(),
  }),
  z.object({ type: z.literal('settings-changed'), settings: settingsSchema }),
  z.object({ type: z.literal('providers-changed'), providers: z.array(providerInfoSchema) }),
  z.object({ type: z.literal('budget-changed'), budget: budgetStatusSchema }),
  /** Another `active` scope means another library: the window loads everything anew. */
  z.object({ type: z.literal('account-changed'), state: accountStateSchema }),
  /** A link of a mail or a sign-in in the browser came back to the app, or failed. */
  z.object({
    type: z.literal('account-link'),
    outcome: z.discriminatedUnion('result', [
      z.object({
        result: z.enum([
          'signed-in',
          'second-factor',
          'set-password',
          'email-changed',
          'identity-linked',
        ]),
      }),
      z.object({ result: z.literal('failed'), error: appErrorSchema }),
    ]),
  }),
  /** A link from outside wants something: the user is asked. */
  z.object({ type: z.literal('link-asked'), question: linkQuestionSchema }),
  z.object({ type: z.literal('link-refused'), error: appErrorSchema }),
  z.object({ type: z.literal('sync-changed'), status: syncStatusSchema }),
  z.object({ type: z.literal('bring-along-offered'), offer: bringAlongSchema }),
  /** What other devices have made is another list now. */
  z.object({ type: z.literal('elsewhere-changed') }),
  /** Something that was configured has changed, or a warning has: it is in force already. */
  z.object({ type: z.literal('config-changed'), state: configStateSchema }),
  z.object({ type: z.literal('billing-changed'), state: billingStateSchema }),
  /** A few times a second at most, while it runs. */
  z.object({ type: z.literal('batch-changed'), batch: batchSchema }),
  z.object({ type: z.literal('batch-removed'), batchId: batchIdSchema }),
  /** Also where another device has changed one. */
  z.object({ type: z.literal('recipes-changed'), recipes: z.array(keptRecipeSchema) }),
  z.object({ type: z.literal('command'), command: z.enum(windowCommands) }),
]);
export type AppEvent = z.infer<typeof appEventSchema>;
export type WindowCommand = (typeof windowCommands)[number];
