import { z } from 'zod';
import { microUsdSchema } from './money.ts';
import { providerIdSchema } from './providers.ts';
import { policySchema } from './receipt.ts';
import { exportOptionsSchema } from './images.ts';

const sum = microUsdSchema.nonnegative();

/** Everything that the user can set; kept in a file, validated when read. Never a key. */
export const settingsSchema = z
  .object({
    theme: z.enum(['system', 'dark', 'light']).default('system'),
    language: z.enum(['system', 'en', 'de']).default('system'),
    /** False until the first-run choice has been made. */
    welcomed: z.boolean().default(false),
    /** Null: as the configuration says. */
    policy: policySchema.exclude(['pinned']).nullable().default(null),
    /** The order of "primary-first"; null: as the configuration says. */
    providerOrder: z.array(providerIdSchema).readonly().nullable().default(null),
    /** Ask a second provider too where the first is slow to write a cheap text: both see the image. */
    hedge: z.boolean().default(false),
    disabledProviders: z.array(providerIdSchema).readonly().default([]),
    /** Privacy: no image ever leaves this machine. */
    onDeviceOnly: z.boolean().default(false),
    /** Provider → model to prefer, where a provider has several for an operation. */
    preferredModels: z.partialRecord(providerIdSchema, z.string().max(200)).readonly().default({}),
    budgets: z
      .object({ day: sum.nullable().default(null), month: sum.nullable().default(null) })
      .readonly()
      .prefault({}),
    /** What the user wants to be told: spent in a month, µ$; credits that are left. Null: nothing. */
    alerts: z
      .object({
        monthSpent: sum.nullable().default(null),
        creditsLeft: z.int().nonnegative().max(1e9).nullable().default(null),
      })
      .readonly()
      .prefault({}),
    /** How many jobs run at once with one provider. */
    concurrency: z.int().min(1).max(16).default(2),
    compatible: z
      .object({ baseUrl: z.url().max(400).nullable().default(null) })
      .readonly()
      .prefault({}),
    cacheResults: z.boolean().default(true),
    /** Small pictures go to the cloud with titles and tags, for the other devices to show. */
    syncThumbnails: z.boolean().default(false),
    export: exportOptionsSchema.prefault({}),
    /** This machine starts the app with itself, for the folders that are watched. */
    startWithSystem: z.boolean().default(false),
  })
  .readonly();
export type Settings = z.infer<typeof settingsSchema>;

const wholePatchSchema = z.object(settingsSchema.unwrap().shape).partial().strict();
export type SettingsPatch = z.input<typeof wholePatchSchema>;

/** A change of some settings; what is left out stays: no default is filled in for it. */
export const settingsPatchSchema = z
  .custom<SettingsPatch>()
  .transform((given, context): Partial<Settings> => {
    const parsed = wholePatchSchema.safeParse(given);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        context.issues.push({
          code: 'custom',
          input: given,
          path: [...issue.path],
          message: issue.message,
        });
      }
      return z.NEVER;
    }
    return Object.fromEntries(
      Object.entries(parsed.data).filter(([key]) => Object.hasOwn(given, key)),
    );
  });
