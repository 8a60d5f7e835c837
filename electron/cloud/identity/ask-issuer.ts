import type { z } from 'zod';
import { fail } from '../../contract/app-error.ts';

const timeoutMs = 20_000;
const largestAnswer = 200_000;

export interface IssuerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks an issuer for JSON. Throws `account-provider-failed` where it is out of reach or answers else. */
export async function askIssuer(
  fetcher: typeof fetch,
  url: string,
  init: RequestInit = {},
): Promise<IssuerAnswer> {
  try {
    // No redirects: what is sent is meant for this address alone.
    const answer = await fetcher(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, body: parseJson(await answer.text()) };
  } catch (cause) {
    throw fail('account-provider-failed', { cause });
  }
}

/** Null for what is no JSON: the parser's own words would quote it, and it may be a token. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.slice(0, largestAnswer));
  } catch {
    return null;
  }
}

/** The part of an answer that counts. Throws `account-provider-failed` where it is not there. */
export function expectAnswer<Schema extends z.ZodType>(
  schema: Schema,
  { status, body }: IssuerAnswer,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw fail('account-provider-failed', { cause: `unexpected answer, status ${status}` });
}
