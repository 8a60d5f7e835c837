import { z } from 'zod';

/**
 * One definition per operation: what goes in, which options it takes (with defaults), what comes
 * out. The operation panel, the command line and the providers' requests all derive from it.
 * A field's `meta` names the control that the panel draws for it.
 */
const prompt = z.string().trim().min(1).max(10_000).meta({ control: 'textarea' });
const optionalPrompt = z.string().trim().max(10_000).default('').meta({ control: 'textarea' });
const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .default('en')
  .meta({ control: 'language' });
const quality = z.enum(['draft', 'standard', 'high']).default('standard');
const count = z.int().min(1).max(4).default(1).meta({ control: 'slider' });
const seed = z.int().min(1).max(4_294_967_294).optional().meta({ control: 'seed' });
const strength = z.number().min(0).max(1).default(0.5).meta({ control: 'slider', step: 0.05 });
const side = z.int().min(0).max(2000).default(0).meta({ control: 'pixels' });

export const aspectRatios = ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16'] as const;

export const operations = {
  describe: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'text',
    options: z.strictObject({
      detail: z.enum(['short', 'detailed']).default('detailed'),
      language,
    }),
  },
  'alt-text': {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'text',
    options: z.strictObject({ language }),
  },
  tags: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'tags',
    options: z.strictObject({
      count: z.int().min(1).max(30).default(12).meta({ control: 'slider' }),
      language,
    }),
  },
  ocr: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'text',
    options: z.strictObject({ language }),
  },
  ask: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'text',
    options: z.strictObject({
      question: z.string().trim().min(1).max(4000).meta({ control: 'textarea' }),
    }),
  },
  'content-check': {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'verdict',
    options: z.strictObject({}),
  },
  generate: {
    input: 'none',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({
      prompt,
      aspectRatio: z.enum(aspectRatios).default('1:1'),
      quality,
      count,
      transparent: z.boolean().default(false),
      seed,
    }),
  },
  edit: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({ prompt, quality, count, seed }),
  },
  inpaint: {
    input: 'image',
    mask: 'required',
    reference: 'none',
    output: 'image',
    options: z.strictObject({ prompt, quality, count, seed }),
  },
  outpaint: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z
      .strictObject({ left: side, right: side, up: side, down: side, prompt: optionalPrompt, seed })
      .refine((sides) => sides.left + sides.right + sides.up + sides.down > 0, {
        message: 'at least one side must grow',
      }),
  },
  erase: {
    input: 'image',
    mask: 'required',
    reference: 'none',
    output: 'image',
    options: z.strictObject({ seed }),
  },
  'search-and-replace': {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({
      search: z.string().trim().min(1).max(1000),
      prompt,
      seed,
    }),
  },
  recolor: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({
      select: z.string().trim().min(1).max(1000),
      prompt,
      seed,
    }),
  },
  'remove-background': {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({}),
  },
  'replace-background': {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({ prompt, seed }),
  },
  upscale: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({
      factor: z.union([z.literal(2), z.literal(4)]).default(2),
      mode: z.enum(['fast', 'conservative', 'creative']).default('fast'),
      prompt: optionalPrompt,
    }),
  },
  vary: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({ strength, prompt: optionalPrompt, count, seed }),
  },
  restyle: {
    input: 'image',
    mask: 'none',
    reference: 'none',
    output: 'image',
    options: z.strictObject({
      mode: z.enum(['sketch', 'structure', 'style']).default('structure'),
      strength,
      prompt,
      seed,
    }),
  },
  'style-transfer': {
    input: 'image',
    mask: 'none',
    reference: 'required',
    output: 'image',
    options: z.strictObject({ strength, prompt: optionalPrompt, seed }),
  },
} as const satisfies Record<string, OperationDefinition>;

interface OperationDefinition {
  /** Whether a source image is needed. */
  readonly input: 'none' | 'image';
  /** One canonical mask: a grey PNG of the image's size, white (255) = change here. */
  readonly mask: 'none' | 'required';
  /** A second image, of whatever size, that the result takes after. */
  readonly reference: 'none' | 'required';
  readonly output: 'text' | 'tags' | 'verdict' | 'image';
  readonly options: z.ZodType;
}

export type OperationId = keyof typeof operations;
export const operationIds = Object.keys(operations) as [OperationId, ...OperationId[]];
export const operationIdSchema = z.enum(operationIds);

/** Options as a user gives them: fields with a default may be left out. */
export type OptionsInputOf<Id extends OperationId> = z.input<(typeof operations)[Id]['options']>;
/** Options as the engine sees them: every default filled in. */
export type OptionsOf<Id extends OperationId> = z.output<(typeof operations)[Id]['options']>;

/** An operation with its parsed options: narrow on `operation` to narrow `options`. */
export type OperationCall = {
  readonly [Id in OperationId]: { readonly operation: Id; readonly options: OptionsOf<Id> };
}[OperationId];

/** Parses the options of an operation and fills in its defaults. Throws a ZodError. */
export function parseOperationCall(operation: OperationId, options: unknown): OperationCall {
  const parsed: unknown = operations[operation].options.parse(options);
  return { operation, options: parsed } as OperationCall;
}

export const operationCallSchema = z
  .object({ operation: operationIdSchema, options: z.unknown() })
  .transform((call, context): OperationCall => {
    const parsed = operations[call.operation].options.safeParse(call.options ?? {});
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        context.issues.push({
          code: 'custom',
          input: call.options,
          path: ['options', ...issue.path],
          message: issue.message,
        });
      }
      return z.NEVER;
    }
    return { operation: call.operation, options: parsed.data } as OperationCall;
  });
