import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Scope } from '../contract/account.ts';
import { AppFailure } from '../contract/app-error.ts';
import type { LibraryPage, LibraryQuery } from '../contract/library.ts';
import type { Answer, Message, Question } from './reader-thread.ts';

type Ask = (query: LibraryQuery, scope: Scope) => LibraryPage;

export interface AssetReader {
  /** Sees everything that was committed before. Rejects with what the database failed with. */
  list(query: LibraryQuery, scope: Scope): Promise<LibraryPage>;
  close(): Promise<void>;
}

export interface AssetReaderOptions {
  /** Absolute path of reader-thread, bundled or from source. */
  readonly threadPath: string;
  /** The database's file. */
  readonly file: string;
  /** Asked on this thread where the other one can't be had: slower, but never not at all. */
  readonly here: Ask;
}

interface Waiting {
  readonly question: Question;
  readonly resolve: (page: LibraryPage) => void;
  readonly reject: (error: unknown) => void;
}

/** Asks a thread of its own, so that a search of 100,000 images never holds up a key press. */
export function createAssetReader({ threadPath, file, here }: AssetReaderOptions): AssetReader {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let thread: Worker | null = new Worker(threadPath, { workerData: file });
  thread.unref();

  function answerHere({ question, resolve, reject }: Waiting): void {
    try {
      resolve(here(question.query, question.scope));
    } catch (error) {
      reject(error);
    }
  }

  function giveUp(): void {
    thread = null;
    for (const one of waiting.values()) answerHere(one);
    waiting.clear();
  }

  thread.on('error', giveUp);
  thread.on('exit', giveUp);
  thread.on('message', (answer: Answer) => {
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('page' in answer) asker?.resolve(answer.page);
    else asker?.reject(new AppFailure(answer.error));
  });

  return {
    list: (query, scope) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const question = { kind: 'list', id: lastId, query, scope } as const;
        const asker = { question, resolve, reject };
        if (thread === null) {
          answerHere(asker);
          return;
        }
        waiting.set(lastId, asker);
        tell(thread, question);
      }),
    close: async () => {
      if (thread === null) return;
      const ended = once(thread, 'exit');
      thread.ref();
      tell(thread, { kind: 'goodbye' });
      await ended;
    },
  };
}

function tell(thread: Worker, message: Message): void {
  thread.postMessage(message, []);
}
