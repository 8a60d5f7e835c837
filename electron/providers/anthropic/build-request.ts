import type {
  Base64ImageSource,
  MessageCountTokensParams,
  MessageCreateParamsStreaming,
} from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import type { TextTask } from '../text-task.ts';

/** Thinking counts as output, and whether a model thinks by itself depends on the model. */
const THINKING_TOKENS = 2_000;

const mediaTypeSchema = z.enum([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
]) satisfies z.ZodType<Base64ImageSource['media_type']>;

export interface SeenImage {
  readonly model: string;
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

/** Output tokens a request may use at most: the bound of its cost. */
export function maxOutputTokensOf(task: TextTask): number {
  return task.maxOutputTokens + THINKING_TOKENS;
}

/**
 * The picture before the question, as the vendor advises; the rules that it is material and never
 * instruction are in the system prompt. Throws a ZodError for a media type that is not taken.
 */
export function buildMessageRequest(
  task: TextTask,
  image: SeenImage,
): MessageCreateParamsStreaming {
  const mediaType = mediaTypeSchema.parse(image.mediaType);
  return {
    model: image.model,
    max_tokens: maxOutputTokensOf(task),
    system: task.instructions,
    messages: [
      {
        role: 'user',
        content: [
          {
            type: 'image',
            source: { type: 'base64', media_type: mediaType, data: image.data },
          },
          { type: 'text', text: task.question },
        ],
      },
    ],
    stream: true,
    ...(task.format === null
      ? {}
      : { output_config: { format: { type: 'json_schema', schema: { ...task.format.schema } } } }),
  };
}

/** The same request as far as the free token count takes it. */
export function countable(request: MessageCreateParamsStreaming): MessageCountTokensParams {
  const { max_tokens: _answer, stream: _stream, ...rest } = request;
  return rest;
}
