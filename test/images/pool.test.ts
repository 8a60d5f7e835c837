import { execFile, spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { poolLimits } from '../../electron/images/limits.ts';
import {
  type PoolOptions,
  type TaskControl,
  type WorkerPool,
  createWorkerPool,
} from '../../electron/images/pool/worker-pool.ts';
import {
  failureKind,
  failureOf,
  program,
  save,
  slowSvg,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
// In a folder of its own, so that its processes are found by their command line.
const workerPath = path.join(folder, 'scripted-worker.mjs');
await copyFile(path.join(import.meta.dirname, 'scripted-worker.mjs'), workerPath);

const pools: WorkerPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map(async (pool) => await pool.close()));
});

interface Sketch extends Partial<Omit<PoolOptions, 'limits'>> {
  readonly limits?: Partial<PoolOptions['limits']>;
}

function startPool({ limits, ...options }: Sketch = {}) {
  const pool = createWorkerPool({
    program: { nodePath: program.nodePath, workerPath },
    size: 1,
    limits: { ...poolLimits, ...limits },
    ...options,
  });
  pools.push(pool);
  /** A job that is done at once by a real worker; answers with what the worker said. */
  const quick = async (deed: string, control: TaskControl = {}) => {
    const input = { path: deed, column: 0, row: 0, outFolder: folder };
    return (await pool.run({ kind: 'tile', input }, control)).path;
  };
  /** A job for the slow lane. */
  const slow = async (deed: string, control: TaskControl = {}) => {
    const job = { model: 'ocr', path: deed, language: 'en' } as const;
    return await pool.run({ kind: 'run-model', input: { job } }, control);
  };
  return { pool, quick, slow };
}

async function processesWith(text: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(text) && !line.includes('ps -eo'));
}

async function untilGone(text: string): Promise<void> {
  await vi.waitFor(async () => expect(await processesWith(text)).toEqual([]), { timeout: 10_000 });
}

describe('the pool', () => {
  it('starts no process before the first job', async () => {
    const { quick } = startPool();
    expect(await processesWith(workerPath)).toEqual([]);
    await quick('answer');
    expect(await processesWith(workerPath)).toHaveLength(1);
  });

  it('gives a worker nothing of the environment but harmless names', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-canary');
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    const { quick } = startPool();
    const names = Object.keys(JSON.parse(await quick('environment')));
    expect(names).toContain('VIPS_BLOCK_UNTRUSTED');
    const harmless = ['VIPS_BLOCK_UNTRUSTED', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];
    const passedOn = ['LANG', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', '__CF_USER_TEXT_ENCODING'];
    expect(names.filter((name) => ![...harmless, ...passedOn].includes(name))).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('passes on progress and typed errors', async () => {
    const onProgress = vi.fn<(fraction: number) => void>();
    const { quick } = startPool();
    await quick('progress', { onProgress });
    expect(onProgress).toHaveBeenCalledWith(0.5);
    expect(await failureKind(quick('fail'))).toBe('file-empty');
  });

  it('runs urgent jobs first, the others in order', async () => {
    const { quick } = startPool();
    const order: string[] = [];
    const note = async (name: string, urgent: boolean) => {
      await quick('answer', { urgent });
      order.push(name);
    };
    await Promise.all([
      quick('answer:50'),
      note('a', false),
      note('b', false),
      note('c', true),
      note('d', true),
    ]);
    expect(order).toEqual(['c', 'd', 'a', 'b']);
  });

  it('keeps one worker free of slow jobs', async () => {
    const { quick, slow } = startPool({ size: 2 });
    const cancel = new AbortController();
    const models = ['hang', 'hang', 'hang'].map((deed) => slow(deed, { signal: cancel.signal }));
    await expect(quick('answer')).resolves.toBeDefined();
    cancel.abort();
    for (const model of models) expect(await failureKind(model)).toBe('cancelled');
  });

  it('replaces a worker after its share of jobs', async () => {
    const { quick } = startPool({ limits: { jobsPerWorker: 3 } });
    const pids = [];
    for (let job = 0; job < 7; job += 1) pids.push(await quick('answer'));
    expect([new Set(pids.slice(0, 3)).size, new Set(pids).size]).toEqual([1, 3]);
  });

  it('ends idle workers', async () => {
    const { quick } = startPool({ limits: { idleMs: 20 } });
    await quick('answer');
    await untilGone(workerPath);
    await expect(quick('answer')).resolves.toBeDefined();
  });

  it('leaves no process and no waiting call when it is closed', async () => {
    const { pool, quick } = startPool();
    const calls = [quick('spin'), quick('answer')];
    const failures = Promise.all(calls.map(async (call) => (await failureOf(call)).kind));
    await pool.close();
    expect(await failures).toEqual(['cancelled', 'cancelled']);
    expect(await processesWith(workerPath)).toEqual([]);
    expect(await failureKind(quick('answer'))).toBe('cancelled');
  });
});

describe('a job that goes wrong fails alone', () => {
  it.each(['crash', 'kill', 'gibberish'])('when its worker does this: %s', async (deed) => {
    const { quick } = startPool();
    const [failure, next] = await Promise.all([failureOf(quick(deed)), quick('answer')]);
    expect(failure).toMatchObject({ kind: 'worker-crashed', retryable: true });
    expect(next).toBeDefined();
  });

  it('and the log hears why', async () => {
    const onCrash = vi.fn<NonNullable<PoolOptions['onCrash']>>();
    const { quick } = startPool({ onCrash });
    expect(await failureKind(quick('crash'))).toBe('worker-crashed');
    expect(onCrash).toHaveBeenCalledExactlyOnceWith({ job: 'tile', detail: 'exit 3 out of luck' });
  });

  it('however often it happens', async () => {
    const { quick } = startPool({ limits: { backOffMs: 5, maxBackOffMs: 20 } });
    const crashes = Array.from({ length: 6 }, async () => (await failureOf(quick('crash'))).kind);
    expect(await Promise.all(crashes)).toEqual(Array(6).fill('worker-crashed'));
    await expect(quick('answer')).resolves.toBeDefined();
  });

  it('when there is no such Node', async () => {
    const { quick } = startPool({ program: { nodePath: '/nowhere/node', workerPath } });
    expect(await failureKind(quick('answer'))).toBe('worker-crashed');
  });

  it.each(['hang', 'spin'])('at its deadline: %s', async (deed) => {
    const { quick } = startPool({ limits: { deadlineMs: 3000 } });
    expect(await failureKind(quick(deed))).toBe('worker-deadline');
    await expect(quick('answer')).resolves.toBeDefined();
  });

  it('at the shorter deadline that its worker asked for', async () => {
    expect(await failureKind(startPool().quick('shorten-and-hang'))).toBe('worker-deadline');
  });

  it('when it takes too much memory', async () => {
    const { quick } = startPool({ limits: { maxMemory: 200 * 1024 * 1024 } });
    const error = await failureOf(quick('grow'));
    expect(error).toMatchObject({ kind: 'worker-memory', retryable: false });
    await expect(quick('answer')).resolves.toBeDefined();
  });
});

describe('cancelling', () => {
  it('a job that waits: it never runs', async () => {
    const { quick } = startPool();
    const cancel = new AbortController();
    const running = quick('answer:50');
    const waiting = quick('crash', { signal: cancel.signal });
    cancel.abort();
    expect(await failureKind(waiting)).toBe('cancelled');
    await running;
    await expect(quick('answer')).resolves.toBeDefined();
  });

  it('a job before it is asked for', async () => {
    expect(await failureKind(startPool().quick('answer', { signal: AbortSignal.abort() }))).toBe(
      'cancelled',
    );
  });

  it('a job that stops when asked: its worker lives on', async () => {
    const { quick } = startPool({ limits: { cancelGraceMs: 10_000 } });
    const before = await quick('answer');
    const cancel = new AbortController();
    const job = quick('stop-when-asked', { signal: cancel.signal });
    setTimeout(() => cancel.abort(), 20);
    expect(await failureKind(job)).toBe('cancelled');
    expect(await quick('answer')).toBe(before);
  });

  it('a job that does not listen: the caller hears at once, the worker is killed', async () => {
    const onReleased = vi.fn<() => void>();
    const { quick } = startPool();
    const before = await quick('answer');
    const cancel = new AbortController();
    const job = quick('spin', { signal: cancel.signal, onReleased });
    setTimeout(() => cancel.abort(), 20);
    expect(await failureKind(job)).toBe('cancelled');
    expect(onReleased, 'the worker still had its files').not.toHaveBeenCalled();
    expect(await quick('answer')).not.toBe(before);
    await vi.waitFor(() => expect(onReleased).toHaveBeenCalledOnce());
  });
});

describe('real workers', () => {
  const images = startService();

  it('killed in the middle of a job, fail that job and no other', async () => {
    const slow = await save(folder, 'slow.svg', slowSvg());
    const job = images.inspect(slow);
    const failure = failureOf(job);
    await vi.waitFor(async () => expect(await processesWith(program.workerPath)).not.toEqual([]));
    const lines = await childrenOf(process.pid);
    for (const pid of lines) process.kill(pid, 'SIGKILL');
    expect((await failure).kind).toBe('worker-crashed');
    const fine = await save(
      folder,
      'fine.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    );
    await expect(images.inspect(fine)).resolves.toMatchObject({ facts: { format: 'svg' } });
  });

  it('die with their parent, also while they draw', async () => {
    const slow = await save(folder, 'orphan.svg', slowSvg());
    const script = `
      import { createImageService } from ${JSON.stringify(path.resolve('electron/images/create-image-service.ts'))};
      const images = createImageService(${JSON.stringify(program)});
      images.inspect(${JSON.stringify(slow)}).catch(() => undefined);
    `;
    const parent = spawn(program.nodePath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
    });
    const { pid } = parent;
    if (pid === undefined) throw new Error('the parent did not start');
    await vi.waitFor(async () => expect(await childrenOf(pid)).toHaveLength(1), {
      timeout: 10_000,
    });
    const [worker = 0] = await childrenOf(pid);
    // Busy for a while: it has begun to draw.
    await new Promise((resolve) => setTimeout(resolve, 700));
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(worker, 0)).toThrow('ESRCH'), {
      timeout: 5000,
    });
  });
});

/** Workers (not `ps` and the like) whose parent is this process. */
async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(program.workerPath))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid]) => Number(ppid) === parent)
    .map(([pid]) => Number(pid));
}
