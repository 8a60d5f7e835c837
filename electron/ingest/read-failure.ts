import path from 'node:path';
import { AppFailure, fail } from '../contract/app-error.ts';
import { errorCode } from '../library/durable-file.ts';

/** Why a user's file could not be read, as the window shows it. */
export function toReadFailure(error: unknown, file: string): AppFailure {
  if (error instanceof AppFailure) return error;
  const params = { file: path.basename(file) };
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('file-missing', { params, cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', { params, cause: error });
    default:
      return fail('file-unreadable', { params, cause: error });
  }
}
