import { lstat, realpath } from 'node:fs/promises';
import { app } from 'electron';
import { fail } from '../contract/app-error.ts';
import type { linkChannels } from '../contract/links.ts';
import type { AppEvent } from '../contract/events.ts';
import type { Engine } from '../engine.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import { isVisibleImage } from '../platform/asking-links.ts';
import type { LinkQuestions } from '../platform/link-questions.ts';
import type { Handlers } from './handle.ts';

export interface LinkHandlerOptions {
  readonly engine: Pick<Engine, 'ingest'>;
  readonly questions: LinkQuestions;
  readonly send: (event: AppEvent) => void;
}

/** The user's answers to what links want. What a link prepares in the window, the window does. */
export function linkHandlers({
  engine,
  questions,
  send,
}: LinkHandlerOptions): Pick<Handlers, keyof typeof linkChannels> {
  return {
    'links.answer': async ({ id, accepted }) => {
      const link = questions.answer(id);
      if (!accepted || link.ask !== 'open') return null;
      return engine.ingest.paths([await trueFile(link.path)], {
        onProgress: (progress) => send({ type: 'ingest-progress', ...progress }),
      });
    },
  };
}

/** The file itself, which must lie where the link said: it must not lead elsewhere. */
async function trueFile(file: string): Promise<string> {
  try {
    const [found, home] = await Promise.all([realpath(file), realpath(app.getPath('home'))]);
    if (isVisibleImage(found, home) && (await lstat(found)).isFile()) return found;
  } catch (error) {
    throw toReadFailure(error, file);
  }
  throw fail('link-refused', { cause: 'the file lies elsewhere, or is none' });
}
