import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConfigFollower, followConfig } from '../../electron/cloud/remote-config/follow.ts';
import { lastGoodFile } from '../../electron/cloud/remote-config/last-good.ts';
import type { Pulled } from '../../electron/cloud/remote-config/pull.ts';
import { createConfiguration } from '../../electron/configuration/create-configuration.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { fail } from '../../electron/contract/app-error.ts';
import { createFakeClock } from '../router/support/fake-clock.ts';

const from = { url: 'https://cloud.example', channel: 'production' } as const;
const publishedAt = '2026-11-22T12:00:00+00:00';

function served(revision: number, document: unknown, at = publishedAt): Pulled {
  const answer = {
    channel: from.channel,
    revision,
    version: revision,
    document: document,
    published_at: at,
  };
  return { kind: 'served', served: answer, tag: `"${revision}"` };
}

const withPolicy = (policy: string) => ({ schemaVersion: '1.0', policy });

let followers: ConfigFollower[] = [];
afterEach(() => {
  for (const follower of followers) follower.stop();
  followers = [];
});

/** An app that follows answers that are told beforehand; a frozen clock: it asks when it is told to. */
function app({ file = newFile(), frozen = true }: { file?: string; frozen?: boolean } = {}) {
  const configuration = createConfiguration({
    builtIn: defaultConfiguration,
    file: null,
    environment: {},
  });
  const answers: (Pulled | Error)[] = [];
  const tags: (string | null)[] = [];
  const log: string[] = [];
  const clock = createFakeClock({ frozen });
  const started = clock.now();
  const asked: number[] = [];
  const follower = followConfig({
    channel: from.channel,
    pull: async (tag) => {
      tags.push(tag);
      asked.push(clock.now() - started);
      const answer = answers.shift() ?? { kind: 'unchanged' };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    lastGood: lastGoodFile(file, from),
    apply: configuration.follow,
    clock,
    random: () => 0.5,
    log: { info: (event) => log.push(event), warn: (event) => log.push(event) },
    onChange: () => undefined,
  });
  followers.push(follower);
  const hear = async (answer: Pulled | Error): Promise<string> => {
    answers.push(answer);
    await follower.check();
    return configuration.get().policy;
  };
  return { configuration, follower, tags, asked, answers, log, hear };
}

function newFile(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'emulsion-config-')), 'remote-config.json');
}

describe('what is published', () => {
  it('is put in force, and named when asking again', async () => {
    const { hear, follower, tags } = app();
    expect(await hear(served(1, withPolicy('best')))).toBe('best');
    expect(follower.status()).toEqual({
      channel: 'production',
      version: 1,
      publishedAt: Date.parse(publishedAt),
      checkedAt: expect.any(Number),
      warnings: [],
    });
    await hear({ kind: 'unchanged' });
    expect(tags.at(-1)).toBe('"1"');
  });

  it('is rolled back by another revision', async () => {
    const { hear } = app();
    await hear(served(2, withPolicy('best')));
    expect(await hear(served(3, withPolicy('fastest')))).toBe('fastest');
  });

  it('is in force at the next start, before anybody is asked', async () => {
    const file = newFile();
    await app({ file }).hear(served(4, withPolicy('best')));
    const next = app({ file });
    expect(next.configuration.get().policy).toBe('best');
    expect(next.follower.status()).toMatchObject({ version: 4, checkedAt: null });
  });
});

describe('the last good document stays', () => {
  it.each([
    ['what came fits no schema', withPolicy('dearest'), 'invalid'],
    ['it was written for a later app', { schemaVersion: '9.0' }, 'newer-schema'],
    [
      'it names a new host',
      { schemaVersion: '1.0', providers: { openai: { host: 'evil.example' } } },
      'new-host',
    ],
  ])('where %s', async (_why, document, reason) => {
    const file = newFile();
    const { hear, follower, log } = app({ file });
    await hear(served(1, withPolicy('best')));
    expect(await hear(served(2, document))).toBe('best');
    expect(follower.status()).toMatchObject({ version: 1, warnings: [{ reason }] });
    expect(log).toContain('config-refused');
    expect(await readFile(file, 'utf8')).toContain('best');
    expect(await hear(served(3, withPolicy('fastest')))).toBe('fastest');
    expect(follower.status().warnings).toEqual([]);
  });

  it('where an older one is served again', async () => {
    const { hear, follower } = app();
    await hear(served(5, withPolicy('best')));
    expect(await hear(served(4, withPolicy('fastest')))).toBe('best');
    expect(follower.status().warnings).toMatchObject([{ reason: 'older' }]);
  });

  it('but not where the cloud began anew', async () => {
    const { hear } = app();
    await hear(served(5, withPolicy('best')));
    const later = '2026-11-23T12:00:00+00:00';
    expect(await hear(served(1, withPolicy('fastest'), later))).toBe('fastest');
  });

  it('where nobody answers', async () => {
    const { hear, follower } = app();
    await hear(served(1, withPolicy('best')));
    expect(await hear(fail('cloud-unreachable'))).toBe('best');
    expect(await hear({ kind: 'nothing' })).toBe('best');
    expect(follower.status().warnings).toEqual([]);
  });

  it('where the disk refuses the next one, which is in force for this run', async () => {
    const { hear, log } = app({ file: path.join(tmpdir(), 'no-such-folder', 'config.json') });
    expect(await hear(served(1, withPolicy('best')))).toBe('best');
    expect(log).toContain('config-not-kept');
  });

  it('unless what was kept is broken, or of another cloud', async () => {
    const file = newFile();
    await writeFile(file, '{"cloud": "https://cloud.exa');
    expect(app({ file }).configuration.get()).toEqual(defaultConfiguration);
    lastGoodFile(file, { ...from, url: 'https://other.example' }).write({
      channel: 'production',
      revision: 9,
      version: 9,
      document: withPolicy('best'),
      published_at: publishedAt,
    });
    expect(app({ file }).configuration.get()).toEqual(defaultConfiguration);
  });
});

describe('asking', () => {
  it('happens from time to time, and less often while nobody answers', async () => {
    const { asked, answers } = app({ frozen: false });
    answers.push(...Array.from({ length: 9 }, () => fail('cloud-unreachable')));
    await expect.poll(() => asked.length).toBeGreaterThan(12);
    const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(waits.slice(0, 12)).toEqual([
      300_000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 150_000, 150_000, 300_000,
      300_000,
    ]);
  });

  it('happens once for many hints', async () => {
    const { follower, asked } = app({ frozen: true });
    await follower.check();
    const before = asked.length;
    await Promise.all([follower.check(), follower.check(), follower.check()]);
    expect(asked.length - before).toBe(2);
  });
});
