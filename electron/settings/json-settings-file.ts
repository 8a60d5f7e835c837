import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../platform/write-file-atomically.ts';
import type { SettingsFile } from './settings-store.ts';

/** Settings as a JSON file of their own; one that can't be read is as if it were not there. */
export function jsonSettingsFile(file: string): SettingsFile {
  return {
    read: (): unknown => {
      try {
        return JSON.parse(readFileSync(file, 'utf8'));
      } catch {
        return null;
      }
    },
    write: (settings) => writeFileAtomically(file, `${JSON.stringify(settings, null, 2)}\n`),
  };
}
