import { z } from 'zod';
import { operationIdSchema } from './operations.ts';

export const providerIds = [
  'on-device',
  'openai',
  'anthropic',
  'stability',
  'compatible',
  'cloud',
] as const;
export const providerIdSchema = z.enum(providerIds);
export type ProviderId = z.infer<typeof providerIdSchema>;

export const imageFormats = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif', 'svg', 'heif'] as const;
export const imageFormatSchema = z.enum(imageFormats);
export type ImageFormat = z.infer<typeof imageFormatSchema>;

/** What a provider takes as an image; the worker compiles the input to fit. */
export const imageLimitsSchema = z
  .object({
    formats: z.array(imageFormatSchema).min(1).readonly(),
    maxBytes: z.int().positive(),
    minPixels: z.int().positive(),
    maxPixels: z.int().positive(),
    minSide: z.int().positive(),
    maxSide: z.int().positive(),
    /** Width divided by height. */
    minRatio: z.number().positive(),
    maxRatio: z.number().positive(),
    /** Sides must be multiples of this many pixels (1: any). */
    multipleOf: z.int().positive(),
  })
  .readonly();
export type ImageLimits = z.infer<typeof imageLimitsSchema>;

/** One operation that one provider performs with one model: plain data, no code. */
export const capabilitySchema = z
  .object({
    operation: operationIdSchema,
    model: z.string().min(1).max(200),
    /** Holds only for these values of an option, e.g. `{ mode: ['fast'], factor: [4] }`. */
    when: z
      .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).readonly())
      .readonly()
      .optional(),
    /** Null where no image goes in. */
    image: imageLimitsSchema.nullable(),
    mask: z
      .object({
        polarity: z.enum(['transparent-edits', 'white-edits']),
        maxBytes: z.int().positive(),
      })
      .readonly()
      .nullable(),
    /** What it takes as a second image; absent where it takes none. */
    reference: imageLimitsSchema.optional(),
    /** The options that change the result here; any other given option is lost. */
    honours: z.array(z.string()).readonly(),
    /** The result keeps or makes transparency. */
    alpha: z.boolean(),
    /** The result has the input's size, up to rounding to `multipleOf` (restored by the app). */
    keepsSize: z.boolean(),
    streams: z.enum(['nothing', 'text', 'partial-images']),
    /** 0 to 100, for the policy "best": an editorial judgement, part of the configuration. */
    quality: z.number().min(0).max(100),
    /** Until a latency has been measured. */
    typicalMs: z.int().positive(),
    /** Where time grows with the image: added to `typicalMs` for each megapixel that goes in. */
    msPerMegapixel: z.int().positive().optional(),
    /** Shown with the candidate: "People only". A key of the window's texts. */
    caveat: z.string().max(100).optional(),
  })
  .readonly();
export type Capability = z.infer<typeof capabilitySchema>;

export const healthStatusSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('ok'), latencyMs: z.number().nonnegative() }).readonly(),
  z.object({ status: z.literal('down'), reason: z.string().max(400) }).readonly(),
  z
    .object({
      status: z.literal('account'),
      reason: z.enum(['bad-key', 'no-credit', 'forbidden']),
    })
    .readonly(),
  z.object({ status: z.literal('not-configured') }).readonly(),
]);
export type HealthStatus = z.infer<typeof healthStatusSchema>;

/** What the window shows of a provider: never a key. */
export const providerInfoSchema = z
  .object({
    id: providerIdSchema,
    configured: z.boolean(),
    /** Answers come from a simulator, not from the company. */
    simulated: z.boolean(),
    /** The last four characters of the key, to tell keys apart. */
    keyHint: z.string().max(4).nullable(),
    health: healthStatusSchema,
    capabilities: z.array(capabilitySchema).readonly(),
  })
  .readonly();
export type ProviderInfo = z.infer<typeof providerInfoSchema>;
