import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-npm-start-'));
  // Postgres runs as somebody else where we are root, and keeps its data here.
  await chmod(folder, 0o711);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

async function processes(): Promise<readonly Found[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) =>
    readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  return Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      parent: Number(/^PPid:\s+(\d+)/m.exec(await read(pid, 'status'))?.[1]),
      command: (await read(pid, 'cmdline')).replaceAll('\0', ' '),
    })),
  );
}

/** All that the script started, and what those started. */
async function descendants(root: number): Promise<readonly Found[]> {
  const all = await processes();
  const found: Found[] = [];
  const parents = [root];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    const children = all.filter((one) => one.parent === parent);
    found.push(...children);
    parents.push(...children.map(({ pid }) => pid));
  }
  return found;
}

/** `npm start` on data of its own, until its window is there. */
async function start(): Promise<{ script: ChildProcess; family: readonly Found[] }> {
  const script = spawn(
    process.execPath,
    ['scripts/start.mjs', `--user-data-dir=${path.join(folder, 'app')}`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, EMULSION_CLOUD_DATA: path.join(folder, 'cloud') },
    },
  );
  let said = '';
  script.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const deadline = Date.now() + 45_000;
  for (;;) {
    const family = await descendants(script.pid ?? 0);
    if (family.some(({ command }) => command.includes('--type=renderer'))) {
      return { script, family };
    }
    if (script.exitCode !== null || Date.now() > deadline) throw new Error(`No window:\n${said}`);
    await sleep(200);
  }
}

async function stillRunning(family: readonly Found[]): Promise<readonly Found[]> {
  const all = await processes();
  // A number may have been given to another command meanwhile.
  return family.filter(({ pid, command }) =>
    all.some((one) => one.pid === pid && one.command === command),
  );
}

describe.runIf(process.platform === 'linux')('npm start opens the window beside its cloud', () => {
  it.each([
    { name: 'Ctrl-C', signal: 'SIGINT' },
    { name: 'kill -9', signal: 'SIGKILL' },
  ] as const)('and leaves no process after $name', async ({ signal }) => {
    const { script, family } = await start();
    const commands = family.map(({ command }) => command).join('\n');
    expect(commands).toContain('postgrest');
    expect(commands).toContain(path.join(folder, 'cloud', 'postgres'));
    const ended = once(script, 'close');
    script.kill(signal);
    await ended;
    await expect.poll(() => stillRunning(family), { timeout: 15_000 }).toEqual([]);
  });

  it('and leaves no process when the window is closed', async () => {
    const { script, family } = await start();
    const ended = once(script, 'close');
    const app = family.find(
      ({ command, parent }) => parent === script.pid && command.includes('--user-data-dir'),
    );
    process.kill(app?.pid ?? 0, 'SIGTERM');
    await ended;
    await expect.poll(() => stillRunning(family), { timeout: 15_000 }).toEqual([]);
  });
});
