import { z } from 'zod';
import { microUsdSchema } from './money.ts';
import { modelPriceSchema } from './price-list.ts';
import { providerIdSchema } from './providers.ts';
import { policySchema } from './receipt.ts';

/**
 * What can be configured without a new version of the app. Each field has a title and a
 * description: the admin screen draws its form from this schema, Settings its list.
 *
 * A published document may leave anything out: what it doesn't say, the app's defaults say.
 */

const modelName = z.string().regex(/^[a-zA-Z0-9][\w./:@-]{0,199}$/);

const switchedOn = z.boolean().meta({
  title: 'Enabled',
  description: 'Switched off, it is asked for nothing. Switched on, users may still refuse it.',
});

const models = z
  .record(
    modelName,
    z
      .object({
        enabled: z
          .boolean()
          .optional()
          .meta({ title: 'Offered', description: 'Switched off, this model is never chosen.' }),
        quality: z.number().min(0).max(100).optional().meta({
          title: 'Quality',
          description: '0 to 100: how the policy “best” ranks it among the others.',
        }),
      })
      .readonly(),
  )
  .readonly()
  .meta({ title: 'Models', description: 'Changes to single models, by their name.' });

/** A host name, with a port where it is not 443; reached by HTTPS only. */
const host = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/);

function providerRule(title: string) {
  return z.object({ enabled: switchedOn, models }).readonly().meta({ title });
}

function companyRule(title: string) {
  return z
    .object({
      enabled: switchedOn,
      models,
      host: host.meta({
        title: 'Host',
        description: 'Where it is reached. Has to be one of the allowed hosts.',
      }),
      allowedHosts: z
        .array(host)
        .min(1)
        .max(20)
        .readonly()
        .meta({
          title: 'Allowed hosts',
          description:
            'Where images may be sent. What is published can shorten this list and never lengthen it: ' +
            'that takes the file or the environment of the machine itself.',
        }),
    })
    .readonly()
    .meta({ title });
}

const cents = z.int().min(0).max(10_000_000);

function plan(title: string) {
  return z
    .object({
      name: z.string().min(1).max(60).meta({ title: 'Name' }),
      monthlyCents: cents.meta({ title: 'Price a month', description: 'US cents.' }),
      yearlyCents: cents.meta({ title: 'Price a year', description: 'US cents.' }),
      monthlyCredits: z.int().min(0).max(1e9).meta({
        title: 'Credits a month',
        description: 'A credit is one US cent of what providers charge.',
      }),
      trialDays: z.int().min(0).max(90).meta({
        title: 'Days to try it',
        description: 'Without a payment, once for each person; 0: none.',
      }),
      trialCredits: z.int().min(0).max(1e9).meta({
        title: 'Credits while trying',
        description: 'Instead of those of a month.',
      }),
      limits: z
        .object({
          devices: z.int().min(1).max(100).meta({ title: 'Devices' }),
          requestsPerMinute: z.int().min(1).max(10_000).meta({
            title: 'Requests a minute',
            description: 'To the managed models, for one account.',
          }),
          batchImages: z.int().min(1).max(1e6).meta({
            title: 'Images in a batch',
            description: 'That a recipe may run on credits at once. Own keys have no limit.',
          }),
        })
        .readonly()
        .meta({ title: 'Limits' }),
      features: z
        .array(z.string().regex(/^[a-z0-9-]{1,60}$/))
        .max(50)
        .readonly()
        .meta({ title: 'Features', description: 'Names in small letters, such as batch-recipes.' }),
    })
    .readonly()
    .meta({ title });
}

const pack = z
  .object({
    cents: cents.min(1).meta({ title: 'Price', description: 'US cents, paid once.' }),
    credits: z.int().min(1).max(1e9).meta({ title: 'Credits' }),
    validDays: z.int().min(1).max(3660).meta({
      title: 'Days they last',
      description: 'The month’s credits are spent before them.',
    }),
    sold: z.boolean().meta({ title: 'On sale' }),
  })
  .readonly();

/** Everything, with nothing left out: what the app works by. */
export const configurationSchema = z
  .object({
    policy: policySchema.exclude(['pinned']).meta({
      title: 'Routing policy',
      description: 'How providers are ordered where the user has not chosen.',
    }),
    fallbackOrder: z.array(providerIdSchema).max(20).readonly().meta({
      title: 'Fallback order',
      description: 'Who is asked first, second, third where the user has not chosen.',
    }),
    providers: z
      .object({
        'on-device': providerRule('On this device'),
        openai: companyRule('OpenAI'),
        anthropic: companyRule('Anthropic'),
        stability: companyRule('Stability AI'),
        compatible: providerRule('Own server'),
        cloud: providerRule('Managed models'),
      })
      .readonly()
      .meta({ title: 'Providers' }),
    prices: z
      .object({
        version: z.string().min(1).max(40).meta({
          title: 'Version',
          description: 'Named on estimates: when these prices were looked up.',
        }),
        models: z
          .partialRecord(
            providerIdSchema,
            z
              .record(
                modelName,
                modelPriceSchema.meta({
                  title: 'Price',
                  description: 'Millionths of a US dollar: for a call, or for a million tokens.',
                }),
              )
              .readonly(),
          )
          .readonly()
          .meta({ title: 'Models', description: 'Provider, then model.' }),
      })
      .readonly()
      .meta({ title: 'Prices', description: 'What estimates and budgets are computed from.' }),
    limits: z
      .object({
        concurrency: z.int().min(1).max(16).meta({
          title: 'Jobs at once',
          description: 'The most with one provider, whatever the user has set.',
        }),
        maxJobCost: microUsdSchema.nonnegative().nullable().meta({
          title: 'Most for one job',
          description: 'Millionths of a US dollar; empty: no limit.',
        }),
      })
      .readonly()
      .meta({ title: 'Limits' }),
    plans: z
      .object({ free: plan('Free'), pro: plan('Pro'), studio: plan('Studio') })
      .readonly()
      .meta({ title: 'Plans' }),
    packs: z
      .record(z.string().regex(/^[a-z0-9-]{1,60}$/), pack)
      .readonly()
      .meta({
        title: 'Credit packs',
        description: 'Credits that are bought once. A pack with other figures needs another name.',
      }),
    flags: z
      .record(z.string().regex(/^[a-z0-9-]{1,60}$/), z.boolean())
      .readonly()
      .meta({ title: 'Flags', description: 'Switches by name, in small letters.' }),
    alertThresholds: z
      .object({
        errorRate: z.number().min(0).max(1).meta({
          title: 'Failed requests',
          description: 'Share of the last hour’s, 0 to 1.',
        }),
        slowMs: z.int().positive().max(3_600_000).meta({
          title: 'Slow answers',
          description: 'Milliseconds that 19 of 20 answers stay under.',
        }),
        dailySpend: microUsdSchema.nonnegative().meta({
          title: 'Spent a day',
          description: 'Millionths of a US dollar.',
        }),
        waitingJobs: z.int().positive().max(1e9).meta({ title: 'Jobs that wait' }),
      })
      .readonly()
      .meta({ title: 'Alert thresholds', description: 'Beyond these, staff are told.' }),
    brand: z
      .object({
        name: z.string().min(1).max(40).meta({ title: 'Name' }),
        accent: z
          .object({
            hue: z.number().min(0).max(360).meta({ title: 'Hue', description: 'OKLCH, degrees.' }),
            chroma: z.number().min(0).max(0.4).meta({ title: 'Chroma', description: 'OKLCH.' }),
          })
          .readonly()
          .meta({ title: 'Accent colour' }),
        website: z
          .url({ protocol: /^https$/ })
          .max(400)
          .meta({ title: 'Website' }),
      })
      .readonly()
      .meta({ title: 'Brand' }),
  })
  .readonly();
export type Configuration = z.infer<typeof configurationSchema>;

/**
 * The schema's version. `major` grows where an older app could misread a document, and it keeps
 * the last good one; `minor` where it may leave out what it doesn't know.
 */
export const configSchemaVersion = { major: 1, minor: 0 } as const;

export const configChannelSchema = z.enum(['development', 'staging', 'production']);
export type ConfigChannel = z.infer<typeof configChannelSchema>;

/** Where a value comes from: a later one wins. */
export const configOrigins = ['built-in', 'file', 'remote', 'environment'] as const;
export const configOriginSchema = z.enum(configOrigins);
export type ConfigOrigin = z.infer<typeof configOriginSchema>;
