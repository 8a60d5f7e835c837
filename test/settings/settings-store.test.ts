import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { providerIds } from '../../electron/contract/providers.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { jsonSettingsFile } from '../../electron/settings/json-settings-file.ts';
import { createSettingsStore } from '../../electron/settings/settings-store.ts';

let file: string;
beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'emulsion-settings-')), 'settings.json');
});

const open = () => createSettingsStore(jsonSettingsFile(file));

it('begins with the defaults', () => {
  expect(open().get()).toEqual(settingsSchema.parse({}));
});

it('changes what is named, leaves the rest, tells and keeps it', async () => {
  const settings = open();
  const heard: string[] = [];
  const stop = settings.subscribe(({ theme }) => heard.push(theme));
  settings.patch({ budgets: { day: 5_000_000 } });
  settings.patch({ theme: 'dark' });
  expect(settings.get()).toMatchObject({ theme: 'dark', budgets: { day: 5_000_000, month: null } });
  stop();
  settings.patch({ theme: 'light' });
  expect(heard).toEqual(['system', 'dark']);
  expect(open().get()).toEqual(settings.get());
  expect(await readdir(path.dirname(file))).toEqual(['settings.json']);
});

it('refuses a wrong value, and then changes nothing', async () => {
  const settings = open();
  settings.patch({ concurrency: 3 });
  const kept = await readFile(file, 'utf8');
  expect(() => settings.patch({ theme: 'dark', concurrency: 99 })).toThrow();
  expect(settings.get()).toMatchObject({ theme: 'system', concurrency: 3 });
  expect(await readFile(file, 'utf8')).toBe(kept);
});

it('follows the configuration where the first version had kept a default as if it were chosen', async () => {
  const providerOrder = ['on-device', 'openai', 'anthropic', 'stability', 'compatible', 'cloud'];
  await writeFile(file, JSON.stringify({ theme: 'dark', policy: 'primary-first', providerOrder }));
  expect(open().get()).toMatchObject({ theme: 'dark', policy: null, providerOrder: null });
  await writeFile(file, JSON.stringify({ policy: 'cheapest', providerOrder: ['openai'] }));
  expect(open().get()).toMatchObject({ policy: 'cheapest', providerOrder: ['openai'] });
  open().patch({ policy: 'primary-first', providerOrder: [...providerIds] });
  expect(open().get()).toMatchObject({ policy: 'primary-first', providerOrder });
  open().patch({ policy: null, providerOrder: null });
  expect(open().get()).toMatchObject({ policy: null, providerOrder: null });
});

it('keeps the good settings of a file with a bad one, and takes no other file for settings', async () => {
  await writeFile(file, JSON.stringify({ theme: 'dark', concurrency: 'many', extra: 1 }));
  expect(open().get()).toMatchObject({ theme: 'dark', concurrency: 2 });
  for (const text of ['', '{', 'null', '[1]', '"x"']) {
    await writeFile(file, text);
    expect(open().get()).toEqual(settingsSchema.parse({}));
  }
});
