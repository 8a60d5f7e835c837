import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type PoolMessage, type WorkerMessage, workerMessageSchema } from '../protocol.ts';

export interface WorkerProgram {
  /** Absolute path of a plain Node ≥ 24. */
  readonly nodePath: string;
  /** Absolute path of the worker's entry. */
  readonly workerPath: string;
}

export interface WorkerListeners {
  onMessage(message: WorkerMessage): void;
  /** Once, when the process is gone or could not be started; `detail` for the log. */
  onGone(detail: string): void;
  /** It said something outside the protocol: it can no longer be trusted. */
  onGibberish(): void;
}

export interface WorkerProcess {
  send(message: PoolMessage): void;
  kill(): void;
  /** Resident memory in bytes, as the system sees it; null where it does not tell. */
  readMemory(): Promise<number | null>;
}

/** What a worker gets of the environment: no keys, no NODE_OPTIONS, no proxies. */
const passedOn = ['SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG'] as const;
const stderrTail = 600;

export function startWorker(program: WorkerProgram, listeners: WorkerListeners): WorkerProcess {
  const child = spawn(program.nodePath, [program.workerPath], {
    env: scrubbedEnvironment(process.env),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
    windowsHide: true,
  });
  const stderr = keepTail(child);
  let gone = false;
  const leave = (detail: string) => {
    if (gone) return;
    gone = true;
    listeners.onGone(`${detail} ${stderr()}`.trim());
  };
  child.on('error', (error) => leave(String(error)));
  child.on('exit', (code, signal) => leave(`exit ${code ?? signal ?? 'unknown'}`));
  child.on('message', (raw) => {
    if (gone) return;
    const message = workerMessageSchema.safeParse(raw);
    if (message.success) listeners.onMessage(message.data);
    else listeners.onGibberish();
  });
  return {
    // A failed send means that the process is going: `exit` tells.
    send: (message) => void child.send(message, () => undefined),
    kill: () => void child.kill('SIGKILL'),
    readMemory: async () => await residentMemory(child.pid),
  };
}

function scrubbedEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = passedOn.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]));
  return { ...Object.fromEntries(kept), VIPS_BLOCK_UNTRUSTED: '1' };
}

function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-stderrTail);
  });
  return () => tail;
}

/** VmRSS of /proc (proc_pid_status(5)), in kB there. */
async function residentMemory(pid: number | undefined): Promise<number | null> {
  if (process.platform !== 'linux' || pid === undefined) return null;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
