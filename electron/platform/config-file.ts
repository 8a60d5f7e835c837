import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Beside the app's data: what a fork or a team sets for all its machines. */
const fileName = 'emulsion.config.json';

/** What the file holds: null where there is none; one that can't be read is not an object. */
export function readConfigFile(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(path.join(folder, fileName), 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'unreadable';
  }
}
