import type { AssetId } from '../../electron/contract/ids.ts';
import { appError } from '../../electron/contract/app-error.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import { ProviderFailure } from '../../electron/providers/provider.ts';
import { type EngineUnderTest, type FakeOptions, answerWithImage } from './engine-under-test.ts';

/** A provider that answers when the test says so. */
export function gate() {
  const waiting: (() => void)[] = [];
  const prompts: string[] = [];
  return {
    prompts,
    open: () => waiting.splice(0).forEach((release) => release()),
    answer: (async (request, context) => {
      if ('prompt' in request.call.options) prompts.push(request.call.options.prompt ?? '');
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        context.signal.addEventListener('abort', () => {
          const error = appError('cancelled');
          reject(new ProviderFailure({ class: 'cancelled', error }));
        });
      });
      return answerWithImage(request, context);
    }) satisfies FakeOptions['answer'],
  };
}

export function edit(prompt: string) {
  return { call: { operation: 'edit', options: { prompt } } } as const;
}

export function assetOf({ request }: Job): AssetId {
  if (request.input === null) throw new Error('a job without input');
  return request.input.assetId;
}

/** Resolves when the condition holds after some event. */
export async function until(engine: EngineUnderTest, condition: () => boolean): Promise<void> {
  const seen = engine.events.length;
  for (let turn = 0; turn < 1000 && !condition(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (!condition()) throw new Error(`not reached; ${engine.events.length - seen} events`);
}
