import { z } from 'zod';
import type { Rejection } from './http-simulator.ts';
import { openAiError } from './openai-errors.ts';
import { findSizeFault, IMAGE_MODELS, takesQuality, TEXT_MODELS } from './openai-models.ts';
import { measureImage } from './simulated-image.ts';
import type { SimulatedRequest, UploadedFile } from './simulated-request.ts';

const imageOptions = {
  model: z.enum(IMAGE_MODELS),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).default(1),
  size: z
    .string()
    .regex(/^(auto|\d{2,4}x\d{2,4})$/)
    .default('auto'),
  quality: z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto']).default('auto'),
  background: z.enum(['transparent', 'opaque', 'auto']).default('auto'),
  output_format: z.enum(['png', 'webp', 'jpeg']).default('png'),
  output_compression: z.int().min(0).max(100).optional(),
  stream: z.boolean().default(false),
  partial_images: z.int().min(0).max(3).default(0),
  safety_identifier: z.string().optional(),
};

/** Rules that join two options; the provider words each as an error on the second one. */
function checkImageOptions(
  options: {
    readonly model: string;
    readonly size: string;
    readonly quality: string;
    readonly background: string;
    readonly output_format: string;
    readonly output_compression?: number | undefined;
    readonly stream: boolean;
    readonly partial_images: number;
  },
  context: z.RefinementCtx,
): void {
  const faults: readonly (readonly [string, string | undefined])[] = [
    ['size', findSizeFault(options.size, options.model)],
    ['quality', takesQuality(options.model, options.quality) ? undefined : 'not of this model'],
    [
      'background',
      options.background === 'transparent' && options.output_format === 'jpeg'
        ? 'transparent needs png or webp'
        : undefined,
    ],
    [
      'output_compression',
      options.output_compression !== undefined && options.output_format === 'png'
        ? 'only for webp and jpeg'
        : undefined,
    ],
    [
      'partial_images',
      options.partial_images > 0 && !options.stream ? 'only with stream' : undefined,
    ],
  ];
  for (const [path, message] of faults) {
    if (message !== undefined) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
  }
}

export const generationSchema = z
  .strictObject({ ...imageOptions, moderation: z.enum(['low', 'auto']).optional() })
  .superRefine(checkImageOptions);

/** The text fields of an edit arrive as multipart strings. */
const editFieldsSchema = z
  .record(z.string(), z.array(z.string()).length(1))
  .transform((fields) =>
    Object.fromEntries(Object.entries(fields).map(([name, [value]]) => [name, readField(value)])),
  )
  .pipe(
    z
      .strictObject({ ...imageOptions, input_fidelity: z.enum(['high', 'low']).optional() })
      .superRefine(checkImageOptions),
  );

function readField(value: string | undefined): unknown {
  if (value === 'true' || value === 'false') {
    return value === 'true';
  }
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : value;
}

const inputImage = z.strictObject({
  type: z.literal('input_image'),
  detail: z.enum(['low', 'high', 'auto', 'original']),
  image_url: z.string().regex(/^data:image\/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*$/),
});
const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string().min(1) });

/** Strict structured outputs: every object closed, every property required. */
const strictJsonSchema: z.ZodType = z.lazy(() =>
  z.union([
    z
      .looseObject({
        type: z.literal('object'),
        properties: z.record(z.string(), strictJsonSchema),
        required: z.array(z.string()),
        additionalProperties: z.literal(false),
      })
      .refine(({ properties, required }) =>
        Object.keys(properties).every((name) => required.includes(name)),
      ),
    z.looseObject({ type: z.literal('array'), items: strictJsonSchema }),
    z.looseObject({ type: z.enum(['string', 'number', 'integer', 'boolean', 'null']) }),
  ]),
);

export const responseRequestSchema = z.strictObject({
  model: z.enum(TEXT_MODELS),
  instructions: z.string().optional(),
  input: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'system', 'developer']),
        content: z.array(z.discriminatedUnion('type', [inputText, inputImage])).min(1),
      }),
    )
    .min(1),
  max_output_tokens: z.int().min(16).optional(),
  reasoning: z
    .strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']) })
    .optional(),
  safety_identifier: z.string().optional(),
  store: z.boolean().optional(),
  stream: z.boolean().default(false),
  text: z
    .strictObject({
      format: z.strictObject({
        type: z.literal('json_schema'),
        name: z.string().regex(/^[\w-]{1,64}$/),
        schema: strictJsonSchema,
        strict: z.literal(true),
      }),
    })
    .optional(),
});

const LARGEST_IMAGE_BYTES = 50 * 1024 * 1024;
const LARGEST_MASK_BYTES = 4 * 1024 * 1024;
const MOST_IMAGES = 16;

export interface EditOrder {
  readonly options: z.output<typeof editFieldsSchema>;
  readonly images: readonly UploadedFile[];
  readonly mask: UploadedFile | undefined;
}

/** Reads an edit's multipart form; the images' own rules are for `checkEditFiles`. */
export function readEdit(request: SimulatedRequest): EditOrder | z.ZodError {
  const body = request.body.kind === 'multipart' ? request.body : { fields: {}, files: [] };
  const options = editFieldsSchema.safeParse(body.fields);
  return options.success
    ? {
        options: options.data,
        images: body.files.filter(({ field }) => field === 'image' || field === 'image[]'),
        mask: body.files.find(({ field }) => field === 'mask'),
      }
    : options.error;
}

async function checkEditFiles({ images, mask }: EditOrder): Promise<string | undefined> {
  if (images.length < 1 || images.length > MOST_IMAGES) {
    return `image: between 1 and ${MOST_IMAGES} are needed`;
  }
  for (const { bytes, type } of images) {
    const facts = await measureImage(bytes);
    if (bytes.byteLength >= LARGEST_IMAGE_BYTES) {
      return 'image: must be under 50 MB';
    }
    if (facts === undefined || type !== `image/${facts.format}`) {
      return `image: is ${facts?.format ?? 'no image'} but called ${type}`;
    }
    if (!['png', 'webp', 'jpeg'].includes(facts.format)) {
      return 'image: must be png, webp or jpeg';
    }
  }
  if (mask === undefined) {
    return undefined;
  }
  const [first, facts] = await Promise.all([
    measureImage(images[0]?.bytes ?? Buffer.alloc(0)),
    measureImage(mask.bytes),
  ]);
  if (mask.bytes.byteLength >= LARGEST_MASK_BYTES || facts?.format !== 'png' || !facts.hasAlpha) {
    return 'mask: must be a PNG with alpha, under 4 MB';
  }
  return facts.width === first?.width && facts.height === first.height
    ? undefined
    : 'mask: must have the dimensions of the image';
}

/** Checks a request as the API would: path, key, content type, then fields and files. */
export async function checkOpenAiContract(
  request: SimulatedRequest,
): Promise<Rejection | undefined> {
  const reject = (status: number, detail: string, code: string | null): Rejection => ({
    detail,
    reply: openAiError(request, { status, type: 'invalid_request_error', code, message: detail }),
  });
  const problem = async (): Promise<string | undefined> => {
    switch (`${request.method} ${request.path}`) {
      case 'GET /v1/models':
        return undefined;
      case 'POST /v1/images/generations':
        return explain(generationSchema, request);
      case 'POST /v1/responses':
        return explain(responseRequestSchema, request);
      default: {
        const edit = readEdit(request);
        return edit instanceof z.ZodError ? describe(edit) : checkEditFiles(edit);
      }
    }
  };
  if (!CONTENT_TYPES.has(`${request.method} ${request.path}`)) {
    return reject(404, `Unknown request URL: ${request.method} ${request.path}`, 'unknown_url');
  }
  if (!/^Bearer sk-\S+$/.test(request.headers.authorization ?? '')) {
    return reject(401, 'Missing or malformed bearer key', 'invalid_api_key');
  }
  if (request.body.kind !== CONTENT_TYPES.get(`${request.method} ${request.path}`)) {
    return reject(400, `Unsupported content type: ${request.headers['content-type']}`, null);
  }
  const detail = await problem();
  return detail === undefined ? undefined : reject(400, detail, 'invalid_value');
}

const CONTENT_TYPES: ReadonlyMap<string, SimulatedRequest['body']['kind']> = new Map([
  ['GET /v1/models', 'none'],
  ['POST /v1/images/generations', 'json'],
  ['POST /v1/images/edits', 'multipart'],
  ['POST /v1/responses', 'json'],
]);

function explain(schema: z.ZodType, { body }: SimulatedRequest): string | undefined {
  const parsed = schema.safeParse(body.kind === 'json' ? body.value : undefined);
  return parsed.success ? undefined : describe(parsed.error);
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
