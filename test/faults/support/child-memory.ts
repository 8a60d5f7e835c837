import { readFileSync } from 'node:fs';

/** The most memory that any child of this process ever had resident, in bytes; Linux only. */
export function watchChildMemory(): { peak(): number; stop(): void } {
  let peak = 0;
  const look = (): void => {
    for (const child of readOr(`/proc/${process.pid}/task/${process.pid}/children`).split(' ')) {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readOr(`/proc/${child}/status`))?.[1];
      peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
    }
  };
  const timer = setInterval(look, 25);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
