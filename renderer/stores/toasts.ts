import { create } from 'zustand';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';

/** What a toast says: an error in its own sentences, a short piece of news, or what to mind about it. */
export type Toast =
  | { readonly id: number; readonly kind: 'error'; readonly error: AppError }
  | { readonly id: number; readonly kind: 'warning'; readonly text: string }
  | {
      readonly id: number;
      readonly kind: 'news';
      readonly text: string;
      /** Takes back what the news tell. */
      readonly undo?: () => Promise<unknown>;
    };

interface Toasts {
  readonly toasts: readonly Toast[];
  readonly nextId: number;
}

/** More than this at once hides the work: the oldest goes. */
const shownAtOnce = 4;

export const useToasts = create<Toasts>(() => ({ toasts: [], nextId: 1 }));

export function sayNews(text: string, undo?: () => Promise<unknown>): void {
  add((id) => ({ id, kind: 'news', text, ...(undo && { undo }) }));
}

export function sayWarning(text: string): void {
  add((id) => ({ id, kind: 'warning', text }));
}

export function sayError(thrown: unknown): void {
  const error = toAppError(thrown);
  if (error.kind === 'cancelled') return;
  add((id) => ({ id, kind: 'error', error }));
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Runs an effect of a click or a key; what fails is said in a toast. */
export function attempt(effect: () => Promise<unknown>): void {
  effect().catch(sayError);
}

function add(make: (id: number) => Toast): void {
  useToasts.setState(({ toasts, nextId }) => ({
    toasts: [...toasts, make(nextId)].slice(-shownAtOnce),
    nextId: nextId + 1,
  }));
}
