import { imagesOf, type CountBody, type CreateBody } from './anthropic-contract.ts';
import type { ContentFault } from './faults.ts';
import type { ServerEvent } from './send-reply.ts';
import { measureImage } from './simulated-image.ts';
import { describeSight, fillSchema, lookAt } from './simulated-text.ts';

export interface SimulatedMessage {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly stopReason: 'end_turn' | 'max_tokens' | 'refusal';
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const MAX_LONG_EDGE = 2_576;
const MAX_IMAGE_TOKENS = 4_784;
const PATCH = 28;

/** The answer of the stand-in model: text that says it is simulated, or JSON made from the schema asked for. */
export async function composeMessage(
  requestId: string,
  body: CreateBody,
  fault: ContentFault | undefined,
): Promise<SimulatedMessage> {
  const whole = await composeText(body);
  const text = fault === 'empty-answer' ? '' : whole;
  const stopsEarly = fault === 'stops-early';
  return {
    id: `msg_${requestId}`,
    model: body.model,
    text: stopsEarly ? text.slice(0, Math.ceil(text.length / 2)) : text,
    stopReason: stopsEarly ? 'max_tokens' : 'end_turn',
    inputTokens: await countInputTokens(body),
    outputTokens: Math.max(1, Math.ceil(text.length / 4)),
  };
}

/** A classifier stops the model in mid-sentence: what was written so far comes with the refusal. */
export function composeRefusal(requestId: string, { model }: CreateBody): SimulatedMessage {
  return {
    id: `msg_${requestId}`,
    model,
    text: '[simulated] The picture',
    stopReason: 'refusal',
    inputTokens: 1_000,
    outputTokens: 6,
  };
}

/** About four characters a token, and ⌈w/28⌉ × ⌈h/28⌉ an image within the model's largest size. */
export async function countInputTokens(body: CountBody): Promise<number> {
  const texts = JSON.stringify(body.messages, (key, value: unknown) =>
    key === 'source' ? undefined : value,
  );
  const images = await Promise.all(
    imagesOf(body.messages).map(({ source }) => countImageTokens(source.data)),
  );
  return Math.ceil(texts.length / 4) + images.reduce((sum, tokens) => sum + tokens, 0);
}

/** The whole answer at once, as `Message` of the SDK. */
export function messageAnswer(message: SimulatedMessage) {
  const isRefusal = message.stopReason === 'refusal';
  return {
    id: message.id,
    type: 'message',
    role: 'assistant',
    model: message.model,
    content: message.text === '' ? [] : [{ type: 'text', text: message.text, citations: null }],
    container: null,
    diagnostics: null,
    stop_reason: message.stopReason,
    stop_sequence: null,
    stop_details: isRefusal
      ? { type: 'refusal', category: 'general_harms', explanation: null }
      : null,
    usage: usage(message.inputTokens, message.outputTokens),
  };
}

/** The same answer as the real sequence of server-sent events. */
export function messageEvents(
  message: SimulatedMessage,
  fault: ContentFault | undefined,
): readonly ServerEvent[] {
  const { content: _content, stop_reason, stop_details, ...head } = messageAnswer(message);
  const deltas = (message.text.match(/[\s\S]{1,12}/g) ?? []).map((text) =>
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  );
  const start = event({
    type: 'message_start',
    message: {
      ...head,
      content: [],
      stop_reason: null,
      stop_details: null,
      usage: usage(message.inputTokens, 1),
    },
  });
  const opening = event({
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'text', text: '', citations: null },
  });
  if (fault === 'error-in-stream') {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    return [start, opening, ...deltas.slice(0, 2), event({ type: 'error', error })];
  }
  const block =
    message.text === ''
      ? []
      : [
          opening,
          event({ type: 'ping' }),
          ...deltas,
          event({ type: 'content_block_stop', index: 0 }),
        ];
  const end = event({
    type: 'message_delta',
    delta: { stop_reason, stop_sequence: null, stop_details, container: null },
    usage: usage(message.inputTokens, message.outputTokens),
  });
  return [start, ...block, end, event({ type: 'message_stop' })];
}

function event(data: { readonly type: string } & Readonly<Record<string, unknown>>): ServerEvent {
  return { event: data.type, data };
}

function usage(inputTokens: number, outputTokens: number) {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cache_creation: null,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    inference_geo: null,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: 'standard',
    speed: 'standard',
  };
}

async function composeText(body: CreateBody): Promise<string> {
  const [first] = imagesOf(body.messages);
  const sight =
    first === undefined ? undefined : await lookAt(Buffer.from(first.source.data, 'base64'));
  const schema = body.output_config?.format?.schema;
  return schema === undefined ? describeSight(sight) : JSON.stringify(fillSchema(schema, sight));
}

async function countImageTokens(data: string): Promise<number> {
  const measured = await measureImage(Buffer.from(data, 'base64'));
  if (measured === undefined) {
    return 0;
  }
  const scale = Math.min(1, MAX_LONG_EDGE / Math.max(measured.width, measured.height));
  const across = Math.ceil(Math.round(measured.width * scale) / PATCH);
  const down = Math.ceil(Math.round(measured.height * scale) / PATCH);
  return Math.min(MAX_IMAGE_TOKENS, across * down);
}
