import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

type Fields = Readonly<Record<string, string | number | boolean>>;

export interface Log {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
}

const largestLogBytes = 5_000_000;
/** Shapes of the providers' keys and of bearer tokens: a log never holds one. */
const secretShapes =
  /\b(?:sk-[\w-]{8,}|sk_[\w-]{8,}|Bearer\s+[\w.~+/-]{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)/g;

function redact(text: string): string {
  return text.replace(secretShapes, '[redacted]');
}

/** A log of JSON lines in `folder`, one older file kept; anything shaped like a key is redacted. */
export function createLog(folder: string, now: () => number): Log {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'emulsion.log');
  const write = (level: 'info' | 'warn', event: string, fields: Fields = {}): void => {
    const line = JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields });
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLogBytes) {
        renameSync(file, `${file}.1`);
      }
      appendFileSync(file, `${redact(line)}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not take the work down with the log.
    }
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
  };
}
