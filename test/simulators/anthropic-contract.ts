import { z } from 'zod';
import { anthropicError, type AnthropicErrorBody } from './anthropic-errors.ts';
import type { Rejection } from './http-simulator.ts';
import { measureImage } from './simulated-image.ts';
import type { SimulatedRequest } from './simulated-request.ts';

/** What the Messages API accepts of the part we use: @anthropic-ai/sdk 1.12, `MessageCreateParams`. */

const API_VERSION = '2026-10-21';
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
const MAX_IMAGE_BASE64 = 10 * 1024 * 1024;
const MAX_SIDE = 8_000;
const MAX_SIDE_OF_MANY = 2_000;
const MANY_IMAGES = 20;

/** Keywords that structured outputs refuse: limits belong into the prompt and into our own parse. */
const REFUSED_SCHEMA_KEYWORDS: readonly string[] = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'minItems',
];

const textBlock = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const imageBlock = z.strictObject({
  type: z.literal('image'),
  source: z.strictObject({
    type: z.literal('base64'),
    media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
    data: z.base64(),
  }),
});
const message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([
    z.string().min(1),
    z.array(z.discriminatedUnion('type', [textBlock, imageBlock])).min(1),
  ]),
});
const outputConfig = z.strictObject({
  effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  format: z
    .strictObject({
      type: z.literal('json_schema'),
      schema: z.record(z.string(), z.unknown()).superRefine((schema, context) => {
        for (const issue of findSchemaViolations(schema)) {
          context.addIssue({ code: 'custom', message: issue });
        }
      }),
    })
    .nullish(),
});
const countedSchema = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  output_config: outputConfig.optional(),
});
const createdSchema = countedSchema.extend({
  max_tokens: z.int().positive(),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
});

export type CreateBody = z.infer<typeof createdSchema>;
export type CountBody = z.infer<typeof countedSchema>;
export type ImageBlock = z.infer<typeof imageBlock>;

export function readCreateBody({ body }: SimulatedRequest): CreateBody {
  return createdSchema.parse(body.kind === 'json' ? body.value : undefined);
}

export function readCountBody({ body }: SimulatedRequest): CountBody {
  return countedSchema.parse(body.kind === 'json' ? body.value : undefined);
}

export function imagesOf(messages: CountBody['messages']): readonly ImageBlock[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.filter((block) => block.type === 'image'),
  );
}

/** Refuses what the real API refuses, in its order: the key, the headers, the size, the body. */
export async function checkAnthropicContract(
  request: SimulatedRequest,
): Promise<Rejection | undefined> {
  const { headers } = request;
  // The SDK sends the key as a bearer token; the older x-api-key header is still accepted.
  if (!headers['x-api-key'] && !/^Bearer \S+$/.test(headers.authorization ?? '')) {
    return reject(request, 401, {
      type: 'authentication_error',
      message: 'x-api-key header is required',
    });
  }
  if (headers['anthropic-version'] !== API_VERSION) {
    return invalid(request, `anthropic-version: use ${API_VERSION}`);
  }
  if (request.bodyBytes > MAX_REQUEST_BYTES) {
    return reject(request, 413, {
      type: 'request_too_large',
      message: 'Request exceeds the maximum size',
    });
  }
  if (request.method !== 'POST') {
    return undefined;
  }
  const schema = request.path.endsWith('/count_tokens') ? countedSchema : createdSchema;
  const parsed = schema.safeParse(request.body.kind === 'json' ? request.body.value : undefined);
  if (!parsed.success) {
    return invalid(request, z.prettifyError(parsed.error));
  }
  return checkImages(request, imagesOf(parsed.data.messages));
}

async function checkImages(
  request: SimulatedRequest,
  images: readonly ImageBlock[],
): Promise<Rejection | undefined> {
  const maxSide = images.length > MANY_IMAGES ? MAX_SIDE_OF_MANY : MAX_SIDE;
  for (const [index, { source }] of images.entries()) {
    const path = `image ${index}`;
    if (source.data.length > MAX_IMAGE_BASE64) {
      return invalid(request, `${path}: exceeds 10 MB`);
    }
    const measured = await measureImage(Buffer.from(source.data, 'base64'));
    if (measured === undefined || `image/${measured.format}` !== source.media_type) {
      return invalid(request, `${path}: not ${source.media_type}`);
    }
    if (Math.max(measured.width, measured.height) > maxSide) {
      return reject(request, 400, {
        type: 'invalid_request_error',
        message: `${path}: exceeds ${maxSide} pixels`,
        details: {
          error_code: 'image_dimensions_too_large',
          max_side_length_pixels: maxSide,
          paths: [path],
        },
      });
    }
  }
  return undefined;
}

/** Every object closed and complete, and no keyword that the decoder can't enforce. */
function findSchemaViolations(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) {
    return schema.flatMap(findSchemaViolations);
  }
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  const node: Readonly<Record<string, unknown>> = { ...schema };
  const refused = Object.keys(node)
    .filter((key) => REFUSED_SCHEMA_KEYWORDS.includes(key) && typeof node[key] === 'number')
    .map((key) => `output_config.format.schema: ${key} is not supported`);
  const open =
    node['type'] === 'object' && node['additionalProperties'] !== false
      ? ['output_config.format.schema: additionalProperties must be false']
      : [];
  return [...refused, ...open, ...Object.values(node).flatMap(findSchemaViolations)];
}

function reject(request: SimulatedRequest, status: number, error: AnthropicErrorBody): Rejection {
  return { detail: error.message, reply: anthropicError(request, status, error) };
}

function invalid(request: SimulatedRequest, message: string): Rejection {
  return reject(request, 400, { type: 'invalid_request_error', message });
}
