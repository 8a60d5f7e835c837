import type { Anthropic } from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import { appError, type AppErrorKind } from '../../contract/app-error.ts';
import {
  ProviderFailure,
  type AttemptContext,
  type FailureClass,
  type ProcessingResult,
} from '../provider.ts';
import type { TextTask } from '../text-task.ts';
import { eventSchema, type Usage } from './answer-schemas.ts';
import { costOfUsage } from './cost.ts';
import { readRate } from './rate.ts';

export interface TextRun {
  readonly task: TextTask;
  readonly body: MessageCreateParamsStreaming;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface StreamedAnswer {
  readonly text: string;
  readonly stopReason: string | null;
  readonly refusedFor: string | null;
  readonly usage: Usage;
}

/** Asks about the picture and streams the words. Throws what the SDK throws, or a ProviderFailure. */
export async function runText(
  client: Anthropic,
  { task, body, now }: TextRun,
  context: AttemptContext,
): Promise<ProcessingResult> {
  const { signal, prices } = context;
  const { data: events, response } = await client.messages.create(body, { signal }).withResponse();
  const requestId = response.headers.get('request-id')?.slice(0, 200);
  const id = requestId === undefined ? {} : { requestId };
  const answer = await readEvents(events, (delta) => {
    // Half a JSON text is nothing to look at.
    if (task.format === null) context.onText(delta);
  });
  if (answer === null) {
    // The SDK ends the loop in silence on an abort, and where the line ends too early.
    signal.throwIfAborted();
    const error = appError('provider-may-have-billed', { params: { provider: 'anthropic' } });
    throw new ProviderFailure({ class: 'ambiguous', error, ...id });
  }
  const cost = costOfUsage(answer.usage, { prices, model: body.model });
  const output = readAnswer(answer, task, (failureClass, kind, cause) => {
    const error = appError(kind, { params: { provider: 'anthropic' }, cause });
    const billed = cost === null ? {} : { cost };
    return new ProviderFailure({ class: failureClass, error, ...id, ...billed });
  });
  const rate = readRate(response.headers, now);
  return {
    output,
    cost,
    ...id,
    ...(answer.stopReason === null ? {} : { finishReason: answer.stopReason }),
    ...(rate === undefined ? {} : { rate }),
  };
}

/** Null when the stream ends before its last event. Throws a ZodError for an event out of shape. */
async function readEvents(
  events: AsyncIterable<unknown>,
  onText: (delta: string) => void,
): Promise<StreamedAnswer | null> {
  let text = '';
  let stopReason: string | null = null;
  let refusedFor: string | null = null;
  let usage: Usage = { output_tokens: 0 };
  for await (const event of events) {
    const parsed = eventSchema.parse(event);
    switch (parsed.type) {
      case 'message_start':
        usage = parsed.message.usage;
        break;
      case 'content_block_delta':
        text += parsed.delta.text;
        onText(parsed.delta.text);
        break;
      case 'message_delta':
        stopReason = parsed.delta.stop_reason;
        refusedFor = parsed.delta.stop_details?.category ?? null;
        usage = { ...parsed.usage, input_tokens: parsed.usage.input_tokens ?? usage.input_tokens };
        break;
      case 'message_stop':
        return { text, stopReason, refusedFor, usage };
      case 'other':
        break;
    }
  }
  return null;
}

/** A refusal has status 200: told by the stop reason, whatever words came before it. */
function readAnswer(
  { text, stopReason, refusedFor }: StreamedAnswer,
  task: TextTask,
  failure: (failureClass: FailureClass, kind: AppErrorKind, cause?: unknown) => ProviderFailure,
): ProcessingResult['output'] {
  if (stopReason === 'refusal') {
    throw failure('policy', 'provider-refused', refusedFor ?? undefined);
  }
  const isWhole = stopReason === 'end_turn' || stopReason === 'stop_sequence';
  const isCutText = stopReason === 'max_tokens' && task.format === null;
  if (text.trim() === '' || !(isWhole || isCutText)) {
    throw failure('bad-output', 'provider-bad-output', `stopped by ${stopReason ?? 'nothing'}`);
  }
  try {
    return task.read(text);
  } catch (cause) {
    const kind = cause instanceof ProviderFailure ? cause.error.kind : 'provider-bad-output';
    throw failure('bad-output', kind, cause);
  }
}
