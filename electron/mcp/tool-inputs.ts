import { z } from 'zod';
import { outputFormatSchema } from '../contract/images.ts';
import { operationIdSchema, type OperationId, operations } from '../contract/operations.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { policySchema } from '../contract/receipt.ts';

/** Images in one call: what a client waits for, and what an estimate can be trusted for. */
export const imagesAtOnce = 20;

const pathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'must be a path');

const routing = {
  provider: providerIdSchema.optional().describe('Ask this provider and no other.'),
  policy: policySchema.exclude(['pinned']).optional().describe('How a provider is chosen.'),
};

/** What a tool is called with, once its own schema has let it in. */
export const operationInputSchema = z.object({
  images: z.array(pathSchema).default([]),
  mask: pathSchema.optional(),
  reference: pathSchema.optional(),
  options: z.unknown(),
  outputFolder: pathSchema.optional(),
  format: outputFormatSchema.optional(),
  provider: providerIdSchema.optional(),
  policy: policySchema.optional(),
});
export type OperationInput = z.infer<typeof operationInputSchema>;

/** What an operation's tool takes, from the operation's definition. */
export function operationToolInput(operation: OperationId) {
  return z.strictObject({
    ...sourcesOf(operation),
    ...(operations[operation].output === 'image'
      ? {
          outputFolder: pathSchema.describe(
            'Folder for the results, within an allowed one; made where it is missing. No file is ever replaced.',
          ),
          format: outputFormatSchema.default('png'),
        }
      : {}),
    ...routing,
  });
}

/** The same without a place for results. */
export function estimateInput(operation: OperationId) {
  return z.strictObject({ ...sourcesOf(operation), ...routing });
}

/** What the estimating tool says it takes: which of it is needed depends on the operation. */
export const estimateToolInput = z.strictObject({
  operation: operationIdSchema,
  images: z.array(pathSchema).max(imagesAtOnce).optional(),
  mask: pathSchema.optional(),
  reference: pathSchema.optional(),
  options: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The same as for the operation’s own tool.'),
  ...routing,
});

function sourcesOf(operation: OperationId) {
  const { input, mask, reference, options } = operations[operation];
  return {
    ...(input === 'image'
      ? {
          images: z
            .array(pathSchema)
            .min(1)
            .max(imagesAtOnce)
            .describe('Image files within the allowed folders; each is worked on by itself.'),
        }
      : {}),
    ...(mask === 'required'
      ? { mask: pathSchema.describe('Image of the same size: white = change here.') }
      : {}),
    ...(reference === 'required'
      ? { reference: pathSchema.describe('The image whose style is taken.') }
      : {}),
    options: options.safeParse({}).success ? z.unknown().pipe(options).prefault({}) : options,
  };
}

/** As a client reads it, without the hints for the window's controls. */
export function toToolSchema(schema: z.ZodType, io: 'input' | 'output') {
  return z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      delete jsonSchema['control'];
      delete jsonSchema['step'];
    },
  });
}
