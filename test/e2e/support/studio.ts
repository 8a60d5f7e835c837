import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Channel, InputOf, OutputOf } from '../../../electron/contract/channels.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { type LaunchOptions, type LaunchedApp, launchApp } from '../launch.ts';
import { dropFiles } from './drop-files.ts';
import { type PictureOptions, writePicture } from './pictures.ts';
import { type SimulatedProviders, startProviders } from './simulated-providers.ts';

export interface Studio extends LaunchedApp {
  readonly providers: SimulatedProviders;
  /** For the test's own files; the app's data lie in it too. Gone when the studio is closed. */
  readonly folder: string;
}

interface OpenOptions extends Pick<LaunchOptions, 'args' | 'env'> {
  /** Where to go first; null: stay where the app opens. */
  readonly screen?: 'Studio' | null;
}

type Surroundings = Pick<Studio, 'providers' | 'folder'>;

/** The app at the studio, past the first-run choice, its cloud providers simulated in this process. */
export async function openStudio(options: OpenOptions = {}): Promise<Studio> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-studio-'));
  const surroundings = { folder, providers: await startProviders() };
  try {
    return await reopenStudio(surroundings, options);
  } catch (error) {
    await clear(surroundings);
    throw error;
  }
}

/** Starts the app again on the same data and beside the same simulators, after `close` or `kill`. */
export async function reopenStudio(
  { folder, providers }: Surroundings,
  { args = [], env = {}, screen = 'Studio' }: OpenOptions = {},
): Promise<Studio> {
  const userData = path.join(folder, 'data');
  const launched = await launchApp({ args, userData, env: { ...providers.env, ...env } });
  launched.page.setDefaultTimeout(15_000);
  await passWelcome(launched.page);
  if (screen !== null) await goTo(launched.page, screen);
  return { ...launched, folder, providers };
}

/** Closes the app and its simulators. Throws where the window complained of what was not expected. */
export async function closeStudio(studio: Studio, expected?: RegExp): Promise<void> {
  await studio.close();
  await clear(studio);
  const complaints = studio.problems.filter((problem) => expected?.test(problem) !== true);
  if (complaints.length > 0) throw new Error(`The window complained:\n${complaints.join('\n')}`);
}

async function clear({ folder, providers }: Surroundings): Promise<void> {
  await providers.close();
  await rm(folder, { recursive: true, force: true });
}

/** Draws a picture, drops it into the window and waits until the canvas shows it. Returns its path. */
export async function dropPicture(
  { page, folder }: Pick<Studio, 'page' | 'folder'>,
  name: string,
  options: PictureOptions = {},
): Promise<string> {
  const file = await writePicture(path.join(folder, name), options);
  await dropFiles(page, [file]);
  const { name: stem } = path.parse(file);
  await page.getByRole('heading', { level: 1, name: stem, exact: true }).waitFor();
  return file;
}

/** Chooses "My own keys" if the app asks, which it does once. */
export async function passWelcome(page: Page): Promise<void> {
  const ownKeys = page.getByRole('button', { name: /^My own keys/ });
  const { welcomed } = await callApp(page, 'settings.get', undefined);
  if (!welcomed) await ownKeys.click();
}

export async function goTo(
  page: Page,
  screen: 'Studio' | 'Library' | 'Queue' | 'Usage' | 'Settings',
) {
  await page
    .getByRole('navigation', { name: 'Main navigation' })
    .getByRole('button', { name: screen })
    .click();
}

/** Shows an image of the filmstrip in the canvas. */
export async function chooseImage(page: Page, name: string): Promise<void> {
  await page
    .locator('[role=option]')
    .and(page.getByTitle(name, { exact: true }))
    .click();
}

/** Chooses an operation by its title, as the picker names it, and waits for its candidates. */
export async function chooseOperation(page: Page, title: string): Promise<void> {
  await page.getByRole('tab', { name: 'Operation' }).click();
  await page.getByRole('button', { name: /^Operation: / }).click();
  await page.getByPlaceholder('Find an operation').fill(title);
  await page.getByRole('option', { name: title, exact: true }).click();
  await page.getByRole('button', { name: `Operation: ${title}.` }).waitFor();
  await page.waitForTimeout(50);
  await page.locator('section[aria-busy=true]').waitFor({ state: 'detached' });
}

/** Chooses an image of the library, by its name and the keys alone, as the one to take after. */
export async function chooseReference(page: Page, name: string): Promise<void> {
  const field = page.getByRole('button', { name: /^(Choose a r|R)eference image/ });
  await field.focus();
  await field.press('Enter');
  await page.getByPlaceholder('Find an image').fill(name);
  const found = page.getByRole('listbox', { name: 'Images of the library' });
  await found.getByRole('option', { name, exact: true, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Reference image: ${name}` }).waitFor();
}

function runButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Run/ });
}

/** Runs what is chosen and returns the card of the new job. */
export async function run(page: Page, press: 'button' | 'keys' = 'button'): Promise<Locator> {
  const before = (await jobs(page)).map(({ id }) => id);
  if (press === 'button') await runButton(page).click();
  else await page.keyboard.press('Control+Enter');
  const deadline = Date.now() + 5000;
  while ((await jobs(page)).every(({ id }) => before.includes(id))) {
    if (Date.now() > deadline) throw new Error('No job appeared');
    await page.waitForTimeout(20);
  }
  return newestCard(page);
}

/** The newest job of the image in the canvas. */
export function newestCard(page: Page): Locator {
  return page.locator('ul.results > li').first();
}

/** Waits until a job's card says one of these, in the words that the user reads. */
export async function waitForState(
  card: Locator,
  state: string | RegExp,
  timeout = 30_000,
): Promise<void> {
  await card.getByRole('status').filter({ hasText: state }).first().waitFor({
    state: 'attached',
    timeout,
  });
}

export async function jobs(page: Page): Promise<OutputOf<'jobs.list'>> {
  return callApp(page, 'jobs.list', undefined);
}

/** Asks the main process as the window's own code does. Throws where it answers with an error. */
export async function callApp<Name extends Channel>(
  page: Page,
  channel: Name,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  const result = await page.evaluate(
    // Typed by the channel outside: the driver's own types can't follow the map.
    ([name, value]) =>
      (globalThis as unknown as { emulsion: AnyBridge }).emulsion.invoke(name, value),
    [channel, input] as readonly [string, unknown],
  );
  if (!result.ok) throw new Error(`${channel}: ${result.error.kind} ${result.error.cause ?? ''}`);
  return result.value as OutputOf<Name>;
}

interface AnyBridge {
  invoke(channel: string, input: unknown): Promise<Result<unknown>>;
}
