/**
 * Ends the cloud's processes when the cloud itself was killed: its standard input then closes.
 * Lines in: `+ <pid> <signal>` to look after a process, `- <pid>` when it is over.
 */
import { createInterface } from 'node:readline';

const patienceMs = 5000;

const kept = new Map<number, NodeJS.Signals>();

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

async function endAll(): Promise<void> {
  for (const [pid, name] of kept) signal(pid, name);
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && [...kept.keys()].some((pid) => signal(pid, 0))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const pid of kept.keys()) signal(pid, 'SIGKILL');
}

// Ctrl-C reaches the whole group of a terminal: the cloud stops in order, this one waits for it.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [verb, pid, name] = line.split(' ');
  if (verb === '+') kept.set(Number(pid), name as NodeJS.Signals);
  else kept.delete(Number(pid));
});
lines.on('close', () => void endAll().then(() => process.exit(0)));
