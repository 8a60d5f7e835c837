import { z } from 'zod';
import { timestampSchema } from './ids.ts';
import { marginReportSchema } from './margins.ts';
import { configChannelSchema, configOriginSchema, configurationSchema } from './remote-config.ts';

const nothing = z.void();

/** Keys from the outside in. */
const path = z.array(z.string().max(200)).max(20).readonly();

/** Why something that was configured is not in force. What was in force before still is. */
export const configWarningSchema = z
  .object({
    origin: configOriginSchema,
    reason: z.enum([
      /** Does not fit the schema, or can't be read. */
      'invalid',
      /** Written for a later version of the app. */
      'newer-schema',
      /** Names a host that this app doesn't allow. */
      'new-host',
      /** Older than what was in force: a served copy that somebody kept. */
      'older',
      /** The environment names a setting that there isn't. */
      'unknown-name',
    ]),
    /** A technical line: the place in the document, the variable. */
    detail: z.string().max(400),
  })
  .readonly();
export type ConfigWarning = z.infer<typeof configWarningSchema>;

/** Where the running app's configuration comes from. */
export const configStatusSchema = z
  .object({
    /** Null: this build names no cloud. */
    channel: configChannelSchema.nullable(),
    /** The published version in force; null: none, the other origins decide. */
    version: z.int().nonnegative().nullable(),
    publishedAt: timestampSchema.nullable(),
    /** When the cloud last confirmed it; null: not yet in this run, what was kept is in force. */
    checkedAt: timestampSchema.nullable(),
    warnings: z.array(configWarningSchema).readonly(),
  })
  .readonly();
export type ConfigStatus = z.infer<typeof configStatusSchema>;

/** One value in force, and why it is that one. */
export const configEntrySchema = z
  .object({ path, title: z.string(), value: z.json(), origin: configOriginSchema })
  .readonly();
export type ConfigEntry = z.infer<typeof configEntrySchema>;

export const configStateSchema = z
  .object({ configuration: configurationSchema, status: configStatusSchema })
  .readonly();
export type ConfigState = z.infer<typeof configStateSchema>;

/** A version that was published. */
export const configVersionSchema = z
  .object({
    version: z.int().nonnegative(),
    note: z.string().max(1000),
    /** A name or an address; null: an account that is gone. */
    author: z.string().max(320).nullable(),
    publishedAt: timestampSchema,
  })
  .readonly();
export type ConfigVersion = z.infer<typeof configVersionSchema>;

/** What a channel serves. */
export const servedConfigSchema = z
  .object({
    channel: configChannelSchema,
    /** Say it when publishing: somebody else's change in between is never overwritten. 0: nothing yet. */
    revision: z.int().nonnegative(),
    /** Null: nothing was published yet. */
    version: z.int().nonnegative().nullable(),
    /** What the other installations get while `version` is rolled out to a part of them. */
    stableVersion: z.int().nonnegative().nullable(),
    /** 0 to 100: the share of installations that get `version`. */
    percent: z.int().min(0).max(100),
    /** The document of `version`; empty where nothing was published. */
    document: z.record(z.string(), z.json()).readonly(),
    /** The latest first, at most 50. */
    versions: z.array(configVersionSchema).readonly(),
  })
  .readonly();
export type ServedConfig = z.infer<typeof servedConfigSchema>;

/** What is wrong with a document, and where. */
export const configProblemSchema = z.object({ path, message: z.string().max(400) }).readonly();
export type ConfigProblem = z.infer<typeof configProblemSchema>;

/** One changed value; left out where there is none: the app's default counts then. */
export const configChangeSchema = z
  .object({
    path,
    title: z.string(),
    before: z.json().optional(),
    after: z.json().optional(),
  })
  .readonly();
export type ConfigChange = z.infer<typeof configChangeSchema>;

export const configVerdictSchema = z
  .object({
    problems: z.array(configProblemSchema).readonly(),
    /** Against what the channel serves now. */
    changes: z.array(configChangeSchema).readonly(),
  })
  .readonly();
export type ConfigVerdict = z.infer<typeof configVerdictSchema>;

/** What came of an admin's action; `served` is how the channel stands now. */
export const configOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), served: servedConfigSchema }).readonly(),
  /** Somebody else was quicker: look at what they did, then decide again. */
  z.object({ outcome: z.literal('conflict'), served: servedConfigSchema }).readonly(),
  z
    .object({ outcome: z.literal('refused'), problems: z.array(configProblemSchema).readonly() })
    .readonly(),
]);
export type ConfigOutcome = z.infer<typeof configOutcomeSchema>;

const document = z.record(z.string().max(200), z.json()).readonly();
const seenRevision = z.int().nonnegative();
const percent = z.int().min(0).max(100);

/**
 * The configuration, and for admins its publishing. The `admin` channels ask the cloud, which
 * decides who may: `not-allowed` says no to an admin too who has not used their second factor.
 */
export const configChannels = {
  'config.state': { input: nothing, output: configStateSchema },
  'config.effective': { input: nothing, output: z.array(configEntrySchema).readonly() },
  /** Asks the cloud now, whatever the timer says. */
  'config.check': { input: nothing, output: configStatusSchema },

  'admin.config.load': { input: configChannelSchema, output: servedConfigSchema },
  'admin.config.validate': {
    input: z.object({ channel: configChannelSchema, document }),
    output: configVerdictSchema,
  },
  'admin.config.publish': {
    input: z.object({
      channel: configChannelSchema,
      document,
      note: z.string().trim().max(1000).default(''),
      percent: percent.default(100),
      seenRevision,
    }),
    output: configOutcomeSchema,
  },
  /** Without a version: to what was served before. Serves it to everybody. */
  'admin.config.rollback': {
    input: z.object({
      channel: configChannelSchema,
      version: z.int().nonnegative().nullable().default(null),
      seenRevision,
    }),
    output: configOutcomeSchema,
  },
  /** Widens or narrows a roll-out. */
  'admin.config.percent': {
    input: z.object({ channel: configChannelSchema, percent, seenRevision }),
    output: configOutcomeSchema,
  },
  /** Of the last 30 days. */
  'admin.margins': { input: nothing, output: marginReportSchema },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
