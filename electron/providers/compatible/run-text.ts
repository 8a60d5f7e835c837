import type OpenAI from 'openai';
import { appError, fail, type AppErrorKind } from '../../contract/app-error.ts';
import type { MicroUsd } from '../../contract/money.ts';
import { readRate } from '../classify-dialect-error.ts';
import {
  ProviderFailure,
  type AttemptContext,
  type FailureClass,
  type PreparedRequest,
  type ProcessingResult,
} from '../provider.ts';
import { readInput } from '../read-input.ts';
import type { TextTask } from '../text-task.ts';
import { chunkSchema, type ChatUsage } from './answer-schemas.ts';
import { buildChatRequest } from './build-request.ts';
import { costOfAnswer } from './cost.ts';

interface Question {
  readonly request: PreparedRequest;
  readonly task: TextTask;
  readonly baseUrl: string;
}

interface Answer {
  readonly text: string;
  readonly refused: boolean;
  readonly finishReason: string;
  readonly usage: ChatUsage | null;
}

/** Asks about the picture and streams the words. Throws what the SDK throws, or a ProviderFailure. */
export async function runText(
  client: OpenAI,
  { request, task, baseUrl }: Question,
  context: AttemptContext,
): Promise<ProcessingResult> {
  const { image, capability } = request;
  if (image === null) {
    throw fail('invalid-request', { params: { operation: request.call.operation } });
  }
  const encoded = (await readInput(image)).toString('base64');
  const body = buildChatRequest(task, {
    model: capability.model,
    imageUrl: `data:${image.mediaType};base64,${encoded}`,
  });
  const { data, response } = await client.chat.completions
    .create(body, { signal: context.signal })
    .withResponse();
  const answer = await readChunks(data, { task, context });
  const cost = costOfAnswer(answer.usage, {
    prices: context.prices,
    model: capability.model,
    baseUrl,
  });
  const rate = readRate(response.headers);
  return {
    output: readAnswer(answer, { task, cost }),
    cost,
    finishReason: answer.finishReason,
    ...(rate === undefined ? {} : { rate }),
  };
}

async function readChunks(
  chunks: AsyncIterable<unknown>,
  { task, context }: { readonly task: TextTask; readonly context: AttemptContext },
): Promise<Answer> {
  let text = '';
  let refused = false;
  let finishReason: string | null = null;
  let usage: ChatUsage | null = null;
  for await (const chunk of chunks) {
    const parsed = chunkSchema.parse(chunk);
    const choice = parsed.choices?.[0];
    const delta = choice?.delta?.content ?? '';
    if (delta !== '' && task.format === null) {
      context.onText(delta);
    }
    text += delta;
    refused ||= (choice?.delta?.refusal ?? '') !== '';
    finishReason = choice?.finish_reason ?? finishReason;
    usage = parsed.usage ?? usage;
  }
  // The SDK ends the stream silently on an abort.
  context.signal.throwIfAborted();
  if (finishReason === null) {
    throw new ProviderFailure({
      class: 'ambiguous',
      error: appError('provider-may-have-billed', { params: { provider: 'compatible' } }),
    });
  }
  return { text, refused: refused || finishReason === 'content_filter', finishReason, usage };
}

function readAnswer(
  { text, refused, finishReason }: Answer,
  { task, cost }: { readonly task: TextTask; readonly cost: MicroUsd | null },
): ProcessingResult['output'] {
  const failure = (failureClass: FailureClass, kind: AppErrorKind, cause?: unknown) =>
    new ProviderFailure({
      class: failureClass,
      error: appError(kind, { params: { provider: 'compatible' }, cause }),
      ...(cost === null ? {} : { cost }),
    });
  if (refused) {
    throw failure('policy', 'provider-refused');
  }
  if (text === '' || (task.format !== null && finishReason === 'length')) {
    throw failure('bad-output', 'provider-bad-output');
  }
  try {
    return task.read(task.format === null ? text : withoutFence(text));
  } catch (cause) {
    const kind = cause instanceof ProviderFailure ? cause.error.kind : 'provider-bad-output';
    throw failure('bad-output', kind, cause);
  }
}

/** Small models wrap their JSON in a Markdown fence whatever the schema says. */
function withoutFence(text: string): string {
  return text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
}
