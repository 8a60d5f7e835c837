import type { z } from 'zod';
import type { ContentFault } from './faults.ts';
import type { responseRequestSchema } from './openai-contract.ts';
import { openAiHeaders } from './openai-errors.ts';
import { imageInputTokens, textTokens } from './openai-models.ts';
import { jsonReply, type Reply, type ServerEvent } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { describeSight, fillSchema, lookAt, type SimulatedSight } from './simulated-text.ts';

type Order = z.output<typeof responseRequestSchema>;

interface Answer {
  readonly id: string;
  readonly model: string;
  readonly status: 'completed' | 'incomplete' | 'failed';
  readonly incompleteReason: 'max_output_tokens' | 'content_filter' | null;
  readonly content: readonly Readonly<Record<string, unknown>>[];
  readonly usage: unknown;
}

/** Answers `POST /v1/responses`. `fault` asks for a refusal, a cut or an empty answer. */
export async function answerResponse(
  request: SimulatedRequest,
  order: Order,
  fault: ContentFault | 'refusal' | undefined,
): Promise<Reply> {
  const image = order.input
    .flatMap(({ content }) => content)
    .find((part) => part.type === 'input_image');
  const sight = image === undefined ? undefined : await lookAt(decodeDataUrl(image.image_url));
  const answer = compose(request, order, { sight, detail: image?.detail ?? 'auto', fault });
  const headers = openAiHeaders(request);
  return order.stream
    ? {
        status: 200,
        headers,
        body: { kind: 'events', events: streamAnswer(answer) },
        billedImages: 0,
      }
    : { ...jsonReply(200, responseOf(answer), headers), billedImages: 0 };
}

function decodeDataUrl(url: string): Buffer {
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

function compose(
  request: SimulatedRequest,
  order: Order,
  seen: {
    readonly sight: SimulatedSight | undefined;
    readonly detail: string;
    readonly fault: ContentFault | 'refusal' | undefined;
  },
): Answer {
  const { sight, detail, fault } = seen;
  const full =
    order.text === undefined
      ? describeSight(sight)
      : JSON.stringify(fillSchema(order.text.format.schema as object, sight));
  const isCut = fault === 'stops-early' || fault === 'filtered-but-200';
  const text = isCut ? full.slice(0, full.length / 2) : full;
  const asked = order.input
    .flatMap(({ content }) => content)
    .reduce((sum, part) => sum + (part.type === 'input_text' ? textTokens(part.text) : 0), 0);
  const input =
    asked +
    textTokens(order.instructions ?? '') +
    (sight === undefined ? 0 : imageInputTokens(sight.width, sight.height, detail));
  const output = textTokens(text);
  return {
    id: `resp_${request.id}`,
    model: order.model,
    status: fault === 'error-in-stream' ? 'failed' : isCut ? 'incomplete' : 'completed',
    incompleteReason:
      fault === 'stops-early'
        ? 'max_output_tokens'
        : fault === 'filtered-but-200'
          ? 'content_filter'
          : null,
    content: composeContent(text, fault),
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  };
}

function composeContent(
  text: string,
  fault: ContentFault | 'refusal' | undefined,
): Answer['content'] {
  if (fault === 'refusal') {
    return [{ type: 'refusal', refusal: "[simulated] I can't help with this picture." }];
  }
  return fault === 'empty-answer'
    ? []
    : [{ type: 'output_text', text, annotations: [], logprobs: [] }];
}

function responseOf(answer: Answer): Readonly<Record<string, unknown>> {
  return {
    id: answer.id,
    object: 'response',
    created_at: 1_700_000_000,
    completed_at: 1_700_000_001,
    status: answer.status,
    error:
      answer.status === 'failed'
        ? { code: 'server_error', message: '[simulated] The model failed half way.' }
        : null,
    incomplete_details:
      answer.incompleteReason === null ? null : { reason: answer.incompleteReason },
    instructions: null,
    metadata: {},
    model: answer.model,
    output: answer.content.length === 0 ? [] : [messageOf(answer, answer.status)],
    parallel_tool_calls: true,
    store: false,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: answer.usage,
  };
}

function messageOf(
  { id, content }: Answer,
  status: Answer['status'] | 'in_progress',
): Readonly<Record<string, unknown>> {
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    status: status === 'failed' ? 'incomplete' : status,
    content: status === 'in_progress' ? [] : content,
  };
}

function streamAnswer(answer: Answer): readonly ServerEvent[] {
  const whole = responseOf(answer);
  const { usage: _unknownYet, ...known } = whole;
  const started = { ...known, status: 'in_progress', completed_at: null, error: null, output: [] };
  const [part] = answer.content;
  const steps = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    ...(part === undefined ? [] : streamMessage(answer, part)),
    { type: `response.${answer.status}`, response: whole },
  ];
  return steps.map((step, index) => ({
    event: String(step['type']),
    data: { ...step, sequence_number: index },
  }));
}

function streamMessage(
  answer: Answer,
  part: Answer['content'][number],
): readonly Readonly<Record<string, unknown>>[] {
  const place = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 };
  const isRefusal = part['type'] === 'refusal';
  const field = isRefusal ? 'refusal' : 'text';
  const name = isRefusal ? 'refusal' : 'output_text';
  const text = String(part[field]);
  const logprobs = isRefusal ? {} : { logprobs: [] };
  return [
    { type: 'response.output_item.added', output_index: 0, item: messageOf(answer, 'in_progress') },
    { type: 'response.content_part.added', ...place, part: { ...part, [field]: '' } },
    ...(text.match(/\S+\s*/g) ?? []).map((delta) => ({
      type: `response.${name}.delta`,
      ...place,
      delta,
      ...logprobs,
    })),
    { type: `response.${name}.done`, ...place, [field]: text, ...logprobs },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item: messageOf(answer, answer.status) },
  ];
}
