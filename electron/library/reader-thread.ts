import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Scope } from '../contract/account.ts';
import { type AppError, toAppError } from '../contract/app-error.ts';
import type { LibraryPage, LibraryQuery } from '../contract/library.ts';
import { createAssetList } from './asset-list.ts';
import { createAlike } from './looks.ts';
import { openReader } from './store.ts';

/** What the library's owner asks this thread, one after the other. */
export interface Question {
  readonly kind: 'list';
  readonly id: number;
  readonly query: LibraryQuery;
  readonly scope: Scope;
}

/** The last message: what is open is closed, and the thread ends by itself. */
interface Goodbye {
  readonly kind: 'goodbye';
}

export type Message = Question | Goodbye;

export type Answer = { readonly id: number } & (
  | { readonly page: LibraryPage }
  | { readonly error: AppError }
);

/** Answers questions about the library beside the thread that writes to it. */
function serve(file: string): void {
  const rows = openReader(file);
  const list = createAssetList(rows, createAlike(rows));
  parentPort?.on('message', (message: Message) => {
    switch (message.kind) {
      case 'list':
        parentPort?.postMessage(
          answer(message.id, () => list(message.query, message.scope)),
          [],
        );
        return;
      case 'goodbye':
        rows.close();
        parentPort?.close();
    }
  });
}

function answer(id: number, ask: () => LibraryPage): Answer {
  try {
    return { id, page: ask() };
  } catch (error) {
    return { id, error: toAppError(error) };
  }
}

serve(z.string().parse(workerData));
