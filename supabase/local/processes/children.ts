import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';

export interface ChildRequest {
  /** Names its log file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The signal that ends it in order. */
  readonly stopSignal: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

export interface Child {
  readonly process: ChildProcess;
  /** Everything it wrote so far on both streams, the last 20,000 characters. */
  output(): string;
  /** Calls back with each piece of output until the returned function is called. */
  onOutput(listener: (text: string) => void): () => void;
  /** Resolves when it is over, whoever ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it: in order first, by force after five seconds. */
  stop(): Promise<void>;
}

export interface Children {
  start(request: ChildRequest): Child;
  /** Lets go of the keeper; every child has to be stopped before. */
  close(): Promise<void>;
}

const forceAfterMs = 5000;
const rememberedCharacters = 20_000;

/** Processes that end with this one, even if it is killed. Their output goes to `logFolder`. */
export function createChildren(logFolder: string): Children {
  const keeper = spawn(process.execPath, [path.join(import.meta.dirname, 'keeper.ts')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own: a signal to ours must not end it before the others.
    detached: true,
  });
  keeper.stdin.on('error', () => undefined);

  function start(request: ChildRequest): Child {
    const child = spawn(request.command, request.args, {
      env: { ...request.environment },
      // Standard input stays open while this process lives: Deno's router listens for its end.
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: path.parse(process.cwd()).root,
      ...(request.user ? { uid: request.user.uid, gid: request.user.gid } : {}),
    });
    if (child.pid !== undefined) keeper.stdin.write(`+ ${child.pid} ${request.stopSignal}\n`);
    child.stdin.on('error', () => undefined);

    const log = createWriteStream(path.join(logFolder, `${request.name}.log`), { flags: 'a' });
    const listeners = new Set<(text: string) => void>();
    let remembered = '';
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString('utf8');
      log.write(chunk);
      remembered = (remembered + text).slice(-rememberedCharacters);
      for (const listener of listeners) listener(text);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => hear(Buffer.from(`${error.message}\n`)));

    const ended = new Promise<number | null>((resolve) => {
      child.once('close', (code) => {
        if (child.pid !== undefined) keeper.stdin.write(`- ${child.pid}\n`);
        log.end();
        resolve(code);
      });
    });

    return {
      process: child,
      output: () => remembered,
      onOutput(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      ended,
      async stop() {
        child.kill(request.stopSignal);
        const force = setTimeout(() => child.kill('SIGKILL'), forceAfterMs);
        await ended;
        clearTimeout(force);
      },
    };
  }

  return {
    start,
    async close() {
      const over = once(keeper, 'close');
      keeper.stdin.end();
      await over;
    },
  };
}
