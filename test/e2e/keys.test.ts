import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Studio, callApp, closeStudio, goTo, openStudio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('a key is in no file and nowhere in the page, once it is entered', async () => {
  const { page, providers, userData } = studio;
  const key = `sk-canary-${Date.now()}-do-not-leak`;
  await goTo(page, 'Settings');
  const server = page.getByRole('listitem').filter({
    has: page.getByRole('heading', { name: 'Own server' }),
  });
  await server.getByLabel('Address').fill(`${providers.compatible.url}/v1`);
  await server.getByRole('button', { name: 'Connect' }).click();
  await server.getByText('model found').or(server.getByText('models found')).first().waitFor();
  await server.getByLabel(/^API key/).fill(key);
  await server.getByRole('button', { name: 'Test and keep' }).click();
  await server.getByText(/^The key works/).waitFor();
  const list = JSON.stringify(await callApp(page, 'providers.list', undefined));

  expect(list).not.toContain(key);
  expect(await page.content()).not.toContain(key);
  // What the browser itself keeps is written when the app is closed.
  await studio.close();
  const files = await filesBelow(userData);
  expect(files.length).toBeGreaterThan(10);
  const leaks: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file);
    if (bytes.includes(key) || bytes.includes(Buffer.from(key, 'utf16le'))) leaks.push(file);
  }
  expect(leaks).toEqual([]);
});

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
