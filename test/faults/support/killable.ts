import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('submitted'), ids: z.array(z.string()) }),
  z.object({ type: z.literal('ingested'), inputs: z.array(z.tuple([z.string(), z.string()])) }),
  z.object({
    type: z.literal('report'),
    jobs: z.array(z.object({ id: z.string(), status: z.string() })),
    results: z.array(z.string()),
    reserved: z.number(),
  }),
]);
type Answer = z.infer<typeof answerSchema>;
export type Report = Extract<Answer, { type: 'report' }>;

/** An engine in a process of its own. Answers that it died before giving are null. */
export interface Killable {
  /** From the start of the process until the engine took orders. */
  readonly readyMs: number;
  ask<Type extends Answer['type']>(
    order: object,
    expected: Type,
  ): Promise<Extract<Answer, { type: Type }> | null>;
  kill(): Promise<void>;
}

export async function startKillable(dataFolder: string, simulators: string): Promise<Killable> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('kill-child.ts', import.meta.url)), dataFolder, simulators],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(dataFolder, '..', 'compiled') },
    },
  );
  const gone = once(child, 'close');
  if ((await next(child, gone)) === null) throw new Error('The engine ended before it was ready.');
  return {
    readyMs: performance.now() - startedAt,
    ask: async (order, expected) => {
      child.send(order, () => undefined);
      const answer = await next(child, gone);
      if (answer === null) return null;
      if (answer.type !== expected) throw new Error(`Expected ${expected}, got ${answer.type}.`);
      return answer as Extract<Answer, { type: typeof expected }>;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function next(child: ChildProcess, gone: Promise<unknown>): Promise<Answer | null> {
  const message = once(child, 'message');
  const first = await Promise.race([message, gone.then(() => null)]);
  return first === null ? null : answerSchema.parse(first[0]);
}
