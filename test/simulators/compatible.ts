import { z } from 'zod';
import type { ContentFault } from './faults.ts';
import { createSimulator, type ProviderFaults, type Rejection } from './http-simulator.ts';
import { jsonReply, type Reply, type ServerEvent } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { describeSight, fillSchema, lookAt } from './simulated-text.ts';

const VISION_MODELS = ['qwen3-vl:8b', 'llava:13b'] as const;
const TEXT_ONLY_MODEL = 'llama3.3:8b';

const chatSchema = z.strictObject({
  model: z.enum([...VISION_MODELS, TEXT_ONLY_MODEL]),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.strictObject({ role: z.literal('system'), content: z.string().min(1) }),
        z.strictObject({
          role: z.literal('user'),
          content: z
            .array(
              z.discriminatedUnion('type', [
                z.strictObject({ type: z.literal('text'), text: z.string().min(1) }),
                z.strictObject({
                  type: z.literal('image_url'),
                  image_url: z.strictObject({
                    url: z.string().regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/),
                  }),
                }),
              ]),
            )
            .min(1),
        }),
      ]),
    )
    .min(1),
  max_tokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  stream: z.boolean().default(false),
  stream_options: z.strictObject({ include_usage: z.boolean() }).optional(),
  response_format: z
    .strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: z.string().min(1),
        strict: z.boolean().optional(),
        schema: z.looseObject({ type: z.literal('object') }),
      }),
    })
    .optional(),
});
type Order = z.output<typeof chatSchema>;

/** Stands in for a server that speaks the chat completions dialect: vision by data URL, no key needed. */
export const startCompatibleSimulator = createSimulator({
  name: 'compatible',
  checkContract,
  faults: listFaults(),
  contentFaults: ['empty-answer', 'stops-early', 'filtered-but-200', 'error-in-stream'],
  routes: () => [
    {
      method: 'GET',
      path: '/v1/models',
      handle: () =>
        jsonReply(200, {
          object: 'list',
          data: [...VISION_MODELS, TEXT_ONLY_MODEL].map((id) => ({
            id,
            object: 'model',
            created: 1_700_000_000,
            owned_by: 'library',
          })),
        }),
    },
    {
      method: 'POST',
      path: '/v1/chat/completions',
      handle: (request, fault) => answerChat(request, chatSchema.parse(jsonOf(request)), fault),
    },
  ],
});

function refuse(status: number, type: string, code: string | null = null): Reply {
  const message = `[simulated] ${type}`;
  return jsonReply(status, { error: { message, type, param: null, code } });
}

function listFaults(): ProviderFaults {
  return {
    'rate-limited': () => ({
      ...refuse(429, 'rate_limit_error', 'rate_limit_exceeded'),
      headers: { 'retry-after': '2' },
    }),
    overloaded: () => refuse(503, 'overloaded_error', 'server_is_overloaded'),
    'payment-required': () => refuse(402, 'insufficient_credits'),
    'bad-key': () => refuse(401, 'authentication_error', 'invalid_api_key'),
    'forbidden-region': () => refuse(403, 'permission_error'),
    moderation: () => refuse(400, 'invalid_request_error', 'content_policy_violation'),
    'payload-too-large': () => refuse(413, 'request_too_large'),
    'invalid-request': () => refuse(400, 'invalid_request_error'),
    'not-found': () => refuse(404, 'not_found_error', 'model_not_found'),
    'server-error-500': () => refuse(500, 'api_error'),
  };
}

function checkContract(request: SimulatedRequest): Rejection | undefined {
  const reject = (status: number, detail: string): Rejection => ({
    detail,
    reply: jsonReply(status, {
      error: { message: detail, type: 'invalid_request_error', param: null, code: null },
    }),
  });
  const key = request.headers.authorization;
  if (key !== undefined && !/^Bearer \S+$/.test(key)) {
    return reject(401, 'A key, where one is given, is a bearer key');
  }
  switch (`${request.method} ${request.path}`) {
    case 'GET /v1/models':
      return undefined;
    case 'POST /v1/chat/completions': {
      const order = chatSchema.safeParse(jsonOf(request));
      if (!order.success) {
        return reject(400, z.prettifyError(order.error));
      }
      return order.data.model === TEXT_ONLY_MODEL && findImage(order.data) !== undefined
        ? reject(400, `${TEXT_ONLY_MODEL} does not see images`)
        : undefined;
    }
    default:
      return reject(404, `No such path: ${request.method} ${request.path}`);
  }
}

function jsonOf({ body }: SimulatedRequest): unknown {
  return body.kind === 'json' ? body.value : undefined;
}

function findImage({ messages }: Order): Buffer | undefined {
  const parts = messages.flatMap((message) => (message.role === 'user' ? message.content : []));
  const image = parts.find((part) => part.type === 'image_url');
  return image === undefined
    ? undefined
    : Buffer.from(image.image_url.url.slice(image.image_url.url.indexOf(',') + 1), 'base64');
}

async function answerChat(
  request: SimulatedRequest,
  order: Order,
  fault: ContentFault | undefined,
): Promise<Reply> {
  const image = findImage(order);
  const sight = image === undefined ? undefined : await lookAt(image);
  const schema = order.response_format?.json_schema.schema;
  const whole =
    schema === undefined ? describeSight(sight) : JSON.stringify(fillSchema(schema, sight));
  const isCut = fault === 'stops-early' || fault === 'filtered-but-200';
  const text = fault === 'empty-answer' ? '' : isCut ? whole.slice(0, whole.length / 2) : whole;
  const finish =
    fault === 'stops-early' ? 'length' : fault === 'filtered-but-200' ? 'content_filter' : 'stop';
  const usage = {
    prompt_tokens: 300,
    completion_tokens: Math.ceil(text.length / 4),
    total_tokens: 300 + Math.ceil(text.length / 4),
  };
  const frame = { id: `chatcmpl-${request.id}`, created: 1_700_000_000, model: order.model };
  if (!order.stream) {
    const message = { role: 'assistant', content: text };
    const choices = [{ index: 0, message, finish_reason: finish }];
    const value = { ...frame, object: 'chat.completion', choices, usage };
    return { ...jsonReply(200, value), billedImages: 0 };
  }
  const chunk = (choices: unknown, extra: object = {}): ServerEvent => ({
    data: { ...frame, object: 'chat.completion.chunk', choices, ...extra },
  });
  const delta = (content: string): ServerEvent =>
    chunk([{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }]);
  const ending =
    fault === 'error-in-stream'
      ? [{ data: { error: { message: '[simulated]', type: 'api_error', code: null } } }]
      : [
          chunk([{ index: 0, delta: {}, finish_reason: finish }]),
          ...(order.stream_options?.include_usage === true ? [chunk([], { usage })] : []),
          { data: '[DONE]' },
        ];
  const events = [...(text.match(/\S+\s*/g) ?? []).map(delta), ...ending];
  return { status: 200, body: { kind: 'events', events }, billedImages: 0 };
}
