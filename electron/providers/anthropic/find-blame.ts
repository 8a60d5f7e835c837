import { APIError, type Anthropic } from '@anthropic-ai/sdk';
import type {
  MessageCountTokensParams,
  MessageCreateParamsStreaming,
} from '@anthropic-ai/sdk/resources/messages';
import { countable } from './build-request.ts';
import type { Blame } from './classify-error.ts';

/**
 * "You have reached your usage limits" comes as the same code-less 400 as a malformed request: only
 * the wording differs, and wording changes. The free token count tells them apart by structure: it
 * takes the same body and refuses the same mistakes.
 *
 *   counts this request            → the request is sound: the account was refused
 *   refuses it, and one word too   → the account
 *   refuses it, and counts a word  → the request
 *   anything else                  → unknown
 */
export async function findBlame(
  client: Anthropic,
  request: MessageCreateParamsStreaming,
  signal: AbortSignal,
): Promise<Blame> {
  const count = async (body: MessageCountTokensParams): Promise<'counted' | 'refused' | null> => {
    try {
      await client.messages.countTokens(body, { signal });
      return 'counted';
    } catch (thrown) {
      return thrown instanceof APIError && thrown.status === 400 ? 'refused' : null;
    }
  };
  const whole = await count(countable(request));
  if (whole === null) return 'unknown';
  if (whole === 'counted') return 'account';
  const messages = [{ role: 'user' as const, content: 'word' }];
  switch (await count({ model: request.model, messages })) {
    case 'counted':
      return 'request';
    case 'refused':
      return 'account';
    case null:
      return 'unknown';
  }
}
