import type OpenAI from 'openai';
import { appError, fail, type AppErrorKind } from '../../contract/app-error.ts';
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
import { textEventSchema, type TextResponse } from './answer-schemas.ts';
import { buildTextRequest } from './build-request.ts';
import { failedWhileAnswering } from './classify-error.ts';
import { costOfText } from './cost.ts';

/** Asks about the picture and streams the words. Throws what the SDK throws, or a ProviderFailure. */
export async function runText(
  client: OpenAI,
  { request, task }: { readonly request: PreparedRequest; readonly task: TextTask },
  context: AttemptContext,
): Promise<ProcessingResult> {
  const { image, capability } = request;
  if (image === null) {
    throw fail('invalid-request', { params: { operation: request.call.operation } });
  }
  const encoded = (await readInput(image)).toString('base64');
  const body = buildTextRequest(task, {
    model: capability.model,
    imageUrl: `data:${image.mediaType};base64,${encoded}`,
  });
  const { data: events, response } = await client.responses
    .create(body, { signal: context.signal })
    .withResponse();
  for await (const event of events) {
    const parsed = textEventSchema.parse(event);
    if (parsed.type === 'response.output_text.delta' && task.format === null) {
      context.onText(parsed.delta);
    } else if ('response' in parsed) {
      return readResponse(parsed.response, { task, request, context, headers: response.headers });
    }
  }
  // The stream ended without its last event, which the SDK lets pass on an abort too.
  context.signal.throwIfAborted();
  throw failedWhileAnswering(null, undefined);
}

interface Reading {
  readonly task: TextTask;
  readonly request: PreparedRequest;
  readonly context: AttemptContext;
  readonly headers: Headers;
}

function readResponse(answer: TextResponse, reading: Reading): ProcessingResult {
  const { task, request, context, headers } = reading;
  const requestId = headers.get('x-request-id');
  const billing = { prices: context.prices, model: request.capability.model };
  const cost = costOfText(answer.usage, billing);
  const told = requestId === null ? {} : { requestId };
  const failure = (failureClass: FailureClass, kind: AppErrorKind, cause?: unknown) =>
    new ProviderFailure({
      class: failureClass,
      error: appError(kind, { params: { provider: 'openai' }, cause }),
      ...told,
      ...(cost === null ? {} : { cost }),
    });
  const parts = answer.output.flatMap(({ content }) => content);
  const text = parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
  const reason = answer.incomplete_details?.reason;
  if (answer.status === 'failed') {
    throw failedWhileAnswering(answer.error?.code, undefined);
  }
  if (reason === 'content_filter' || parts.some(({ type }) => type === 'refusal')) {
    throw failure('policy', 'provider-refused');
  }
  if (text === '' || (task.format !== null && answer.status !== 'completed')) {
    throw failure('bad-output', 'provider-bad-output');
  }
  const rate = readRate(headers);
  return {
    output: readText(task, text, failure),
    cost,
    finishReason: reason ?? answer.status,
    ...told,
    ...(rate === undefined ? {} : { rate }),
  };
}

function readText(
  task: TextTask,
  text: string,
  failure: (failureClass: FailureClass, kind: AppErrorKind, cause: unknown) => ProviderFailure,
): ProcessingResult['output'] {
  try {
    return task.read(text);
  } catch (cause) {
    const kind = cause instanceof ProviderFailure ? cause.error.kind : 'provider-bad-output';
    throw failure('bad-output', kind, cause);
  }
}
