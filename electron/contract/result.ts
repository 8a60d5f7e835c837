import type { AppError } from './app-error.ts';

/** What crosses the bridge: a value, or an error that the window can show. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: AppError };
