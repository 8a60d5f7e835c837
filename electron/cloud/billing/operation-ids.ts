import { randomUUID } from 'node:crypto';
import { toAppError } from '../../contract/app-error.ts';
import type { Timestamp } from '../../contract/ids.ts';
import type { BillingBook } from './billing-book.ts';

/** Long enough for a second click; later than that, the plan as it was heard since says what happened. */
const repeatMs = 10 * 60_000;

/**
 * Asks for something that must not happen twice. As long as no answer has come, the same request has
 * the same id, over a restart too: the cloud does it once and answers the repeat.
 */
export async function withOperation<Answer>(
  { book, now }: { readonly book: BillingBook; readonly now: () => Timestamp },
  request: string,
  ask: (operation: string) => Promise<Answer>,
): Promise<Answer> {
  const known = book.pages().operations[request];
  const age = known === undefined ? Infinity : now() - known.at;
  const kept = age >= 0 && age < repeatMs ? known : undefined;
  const { id } = kept ?? { id: randomUUID() };
  const { [request]: _before, ...others } = book.pages().operations;
  if (kept === undefined) book.put({ operations: { ...others, [request]: { id, at: now() } } });
  try {
    const answer = await ask(id);
    forget();
    return answer;
  } catch (error) {
    if (!mayBeUnderWay(error)) forget();
    throw error;
  }

  function forget(): void {
    const { [request]: _answered, ...waiting } = book.pages().operations;
    book.put({ operations: waiting });
  }
}

function mayBeUnderWay(error: unknown): boolean {
  const { kind } = toAppError(error);
  return kind === 'cloud-unreachable' || kind === 'billing-busy';
}
