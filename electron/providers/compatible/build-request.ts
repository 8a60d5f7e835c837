import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { TextTask } from '../text-task.ts';

/** `imageUrl` is a data URL: the one form of picture that every such server takes. */
export function buildChatRequest(
  task: TextTask,
  { model, imageUrl }: { readonly model: string; readonly imageUrl: string },
): ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: [
      { role: 'system', content: task.instructions },
      {
        role: 'user',
        content: [
          { type: 'text', text: task.question },
          { type: 'image_url', image_url: { url: imageUrl } },
        ],
      },
    ],
    max_tokens: task.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...(task.format === null
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: {
              name: task.format.name,
              schema: { ...task.format.schema },
              strict: true,
            },
          },
        }),
  };
}
