import { readFileSync } from 'node:fs';

/** Resident megabytes of the app's parts, from Linux's /proc. */
export interface Resident {
  readonly main: number;
  readonly window: number;
  /** All of them together. */
  readonly workers: number;
}

/** `main` is the process that starts the workers. */
export function readResident(main: number, window: number): Resident {
  const workers = read(`/proc/${main}/task/${main}/children`)
    .split(' ')
    .filter((child) => read(`/proc/${child}/cmdline`).includes('worker.mjs'));
  return {
    main: resident(main),
    window: resident(window),
    workers: workers.reduce((sum, child) => sum + resident(child), 0),
  };
}

function resident(pid: number | string): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1024);
}

/** Empty where the process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
