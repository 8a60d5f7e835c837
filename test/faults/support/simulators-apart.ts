import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The simulators in a process of their own: their work must not count as the engine's. */
export async function startSimulatorsApart(): Promise<{
  readonly addresses: string;
  close(): Promise<void>;
}> {
  const program = fileURLToPath(new URL('../../simulators/main.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [addresses] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    addresses,
    close: async () => {
      const gone = once(child, 'close');
      child.stdin.end();
      await gone;
    },
  };
}
