import { z } from 'zod';
import { accountChannels } from './account-channels.ts';
import { billingChannels } from './billing.ts';
import { configChannels } from './config-channels.ts';
import { editChannels } from './edit-channels.ts';
import { assetIdSchema, jobIdSchema, versionIdSchema } from './ids.ts';
import { exportOptionsSchema } from './images.ts';
import { jobDecisionSchema, jobRequestSchema, jobSchema } from './jobs.ts';
import {
  assetDetailsSchema,
  ingestReportSchema,
  libraryPageSchema,
  libraryQuerySchema,
} from './library.ts';
import { libraryChannels } from './library-channels.ts';
import { linkChannels } from './links.ts';
import { maskChannels } from './mask-channels.ts';
import { providerIdSchema, providerInfoSchema, healthStatusSchema } from './providers.ts';
import { recipeChannels } from './recipe-channels.ts';
import { routeSchema } from './receipt.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import { syncChannels } from './sync.ts';
import { budgetStatusSchema, usageReportSchema, usageSpanSchema } from './usage.ts';
import { variantChannels } from './variant-channels.ts';

const nothing = z.void();
const jobIds = z.array(jobIdSchema).min(1).max(1000).readonly();
const versionIds = z.array(versionIdSchema).min(1).max(1000).readonly();

/**
 * Every call that the window may make: channel → input and output. The handler's and the bridge's
 * types derive from this map; the main process parses each input and refuses any other channel.
 */
export const channels = {
  'app.info': {
    input: nothing,
    output: z.object({
      version: z.string(),
      platform: z.string(),
      locale: z.string(),
      /** Keys can be kept on disk, encrypted; otherwise they last until the app is closed. */
      keysPersist: z.boolean(),
      simulators: z.boolean(),
    }),
  },
  'app.open-external': { input: z.url({ protocol: /^(https|mailto)$/ }), output: nothing },

  'ingest.open-dialog': { input: z.enum(['files', 'folder']), output: ingestReportSchema },
  'ingest.paste': { input: nothing, output: ingestReportSchema },
  /** The sample images of the first run; their names are in the given language. */
  'ingest.samples': { input: z.enum(['en', 'de']), output: ingestReportSchema },

  'library.list': { input: libraryQuerySchema, output: libraryPageSchema },
  'library.details': { input: assetIdSchema, output: assetDetailsSchema },
  'library.rename': {
    input: z.object({ assetId: assetIdSchema, name: z.string().trim().min(1).max(255) }),
    output: nothing,
  },
  'library.remove': { input: z.array(assetIdSchema).min(1).max(1000), output: nothing },

  'versions.save-as': {
    input: z.object({ versionIds, options: exportOptionsSchema }),
    /** File names written; empty when the user closed the dialog. */
    output: z.object({
      saved: z.array(z.string()),
      /** Of those, the ones that lack Content Credentials which they should have. */
      incomplete: z.array(z.string()),
    }),
  },
  'versions.copy': { input: versionIdSchema, output: nothing },
  'versions.show-in-folder': { input: versionIdSchema, output: nothing },
  'versions.start-drag': { input: versionIds, output: nothing },

  'route.preview': { input: jobRequestSchema, output: routeSchema },

  'jobs.submit': { input: z.array(jobRequestSchema).min(1).max(1000), output: z.array(jobSchema) },
  'jobs.list': { input: nothing, output: z.array(jobSchema) },
  'jobs.cancel': { input: jobIds, output: nothing },
  'jobs.pause': { input: jobIds, output: nothing },
  'jobs.resume': { input: jobIds, output: nothing },
  'jobs.retry': { input: jobIds, output: nothing },
  'jobs.move': {
    /** Puts a job before another one, or last. */
    input: z.object({ jobId: jobIdSchema, before: jobIdSchema.nullable() }),
    output: nothing,
  },
  'jobs.decide': {
    input: z.object({ jobId: jobIdSchema, decision: jobDecisionSchema }),
    output: nothing,
  },
  'jobs.clear-finished': { input: nothing, output: nothing },

  'providers.list': { input: nothing, output: z.array(providerInfoSchema) },
  'providers.set-key': {
    /** The key is tested by a free call before it is kept, and never shown again. */
    input: z.object({ provider: providerIdSchema, key: z.string().trim().min(1).max(500) }),
    output: healthStatusSchema,
  },
  'providers.remove-key': { input: providerIdSchema, output: nothing },
  'providers.check': { input: providerIdSchema, output: healthStatusSchema },

  'settings.get': { input: nothing, output: settingsSchema },
  'settings.set': { input: settingsPatchSchema, output: settingsSchema },

  'usage.budget': { input: nothing, output: budgetStatusSchema },
  /** Of the library that is shown. */
  'usage.report': { input: usageSpanSchema, output: usageReportSchema },
  /** Asks where to, and writes every entry as CSV; null: the user closed the dialog. */
  'usage.export': { input: usageSpanSchema, output: z.string().nullable() },

  ...libraryChannels,
  ...linkChannels,
  ...recipeChannels,
  ...accountChannels,
  ...syncChannels,
  ...configChannels,
  ...editChannels,
  ...maskChannels,
  ...variantChannels,
  ...billingChannels,
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;

export type Channel = keyof typeof channels;
/** What the window passes: fields with a default may be left out. */
export type InputOf<Name extends Channel> = z.input<(typeof channels)[Name]['input']>;
/** What the handler receives: parsed, defaults filled in. */
export type ParsedInputOf<Name extends Channel> = z.output<(typeof channels)[Name]['input']>;
export type OutputOf<Name extends Channel> = z.output<(typeof channels)[Name]['output']>;
