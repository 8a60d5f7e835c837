import { existsSync } from 'node:fs';
import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type RunningCloud,
  newDataFolder,
  serviceClient,
  signedInUser,
  startCloudProcess,
} from './harness.ts';

const limitMs = 120_000;

let dataFolder: string;
let running: RunningCloud | undefined;

beforeEach(async () => {
  dataFolder = await newDataFolder();
}, limitMs);

afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(dataFolder, { recursive: true, force: true });
});

async function start(): Promise<RunningCloud> {
  running = await startCloudProcess({ dataFolder });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

/** Commands of all processes that name our folder, or hang on the given parent. */
async function processesOf(folder: string, pids: readonly number[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const command = (await read('cmdline')).replaceAll('\0', ' ');
    const parent = /^PPid:\s+(\d+)/m.exec(await read('status'))?.[1];
    if (command.includes(folder) || pids.includes(Number(parent)) || pids.includes(Number(pid))) {
      found.push(`${pid} ${command}`);
    }
  }
  return found;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).map(Number);
}

describe('the embedded cloud', () => {
  it(
    'keeps its data, keys and users between runs',
    async () => {
      const first = await start();
      const user = await signedInUser(first, 'ada');
      const { ANON_KEY, SERVICE_ROLE_KEY } = first.status;
      await stop();
      const second = await start();
      expect(second.status).toMatchObject({ ANON_KEY, SERVICE_ROLE_KEY });
      expect(second.said()).not.toContain('set aside');
      const found = await serviceClient(second).auth.admin.getUserById(user.id);
      expect(found.data.user?.email).toBe(user.email);
    },
    limitMs,
  );

  it(
    'refuses to share a data folder, and says so',
    async () => {
      await start();
      await expect(startCloudProcess({ dataFolder })).rejects.toThrow(
        'Another embedded cloud is running',
      );
    },
    limitMs,
  );

  it(
    'sets damaged data aside, says where, and starts empty',
    async () => {
      await truncate(path.join(dataFolder, 'postgres', 'global', 'pg_control'), 100);
      const second = await start();
      expect(second.said()).toMatch(/could not be read: .+\./);
      const [aside] = (await readdir(dataFolder)).filter((name) => name.includes('set-aside'));
      expect(aside).toBeDefined();
      expect(second.said()).toContain(aside);
      expect(existsSync(path.join(dataFolder, aside ?? '', 'PG_VERSION'))).toBe(true);
      const users = await serviceClient(second).auth.admin.listUsers();
      expect(users.data.users).toEqual([]);
    },
    limitMs,
  );

  it(
    'sets a half-written folder and unreadable secrets aside too',
    async () => {
      await rm(path.join(dataFolder, 'postgres', 'PG_VERSION'));
      expect((await start()).said()).toContain('PG_VERSION is missing');
      await stop();
      await writeFile(path.join(dataFolder, 'secrets.json'), '{"databasePass');
      expect((await start()).said()).toContain('secrets.json is missing or unreadable');
    },
    limitMs,
  );
});

describe.runIf(process.platform === 'linux')('no process is left', () => {
  async function runAll(): Promise<{ cloud: RunningCloud; pids: readonly number[] }> {
    const cloud = await start();
    await fetch(`${cloud.status.API_URL}/functions/v1/health`);
    const own = cloud.process.pid ?? 0;
    const pids = [own, ...(await childrenOf(own))];
    // The keeper, Postgres, PostgREST, Deno.
    expect(pids).toHaveLength(5);
    return { cloud, pids };
  }

  it(
    'after an orderly end',
    async () => {
      const { pids } = await runAll();
      await stop();
      expect(await processesOf(dataFolder, pids)).toEqual([]);
    },
    limitMs,
  );

  it(
    'after SIGTERM',
    async () => {
      const { cloud, pids } = await runAll();
      cloud.process.kill('SIGTERM');
      await once(cloud.process, 'close');
      running = undefined;
      expect(await processesOf(dataFolder, pids)).toEqual([]);
    },
    limitMs,
  );

  it(
    'after the cloud itself was killed, and the next one starts on its data',
    async () => {
      const { cloud, pids } = await runAll();
      const user = await signedInUser(cloud, 'ada');
      cloud.process.kill('SIGKILL');
      await once(cloud.process, 'close');
      running = undefined;
      await expect.poll(() => processesOf(dataFolder, pids), { timeout: 15_000 }).toEqual([]);
      const second = await start();
      const found = await serviceClient(second).auth.admin.getUserById(user.id);
      expect(found.data.user?.email).toBe(user.email);
    },
    limitMs,
  );
});
