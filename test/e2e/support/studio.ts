import type { Locator, Page } from 'playwright-core';
import type { Channel, InputOf, OutputOf } from '../../../electron/contract/channels.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { type LaunchOptions, type LaunchedApp, launchApp } from '../launch.ts';
import { type SimulatedProviders, startProviders } from './simulated-providers.ts';

export interface Studio extends LaunchedApp {
  readonly providers: SimulatedProviders;
}

/** The app at the studio, past the first-run choice, its cloud providers simulated in this process. */
export async function openStudio(options: LaunchOptions = {}): Promise<Studio> {
  const providers = await startProviders();
  try {
    return await reopenStudio(providers, options);
  } catch (error) {
    await providers.close();
    throw error;
  }
}

/** As `openStudio`, beside simulators that run already: for a restart. */
export async function reopenStudio(
  providers: SimulatedProviders,
  options: LaunchOptions,
): Promise<Studio> {
  const launched = await launchApp({ ...options, env: { ...providers.env, ...options.env } });
  await passWelcome(launched.page);
  return { ...launched, providers };
}

/** Closes the app and its simulators. Throws where the window complained in its console. */
export async function closeStudio({ close, providers, problems }: Studio): Promise<void> {
  await close();
  await providers.close();
  if (problems.length > 0) throw new Error(`The window complained:\n${problems.join('\n')}`);
}

/** Chooses "My own keys" if the app asks, which it does once, and goes to the studio. */
export async function passWelcome(page: Page): Promise<void> {
  const ownKeys = page.getByRole('button', { name: /^My own keys/ });
  const { welcomed } = await callApp(page, 'settings.get', undefined);
  if (!welcomed) await ownKeys.click();
  await goTo(page, 'Studio');
}

export async function goTo(page: Page, screen: 'Studio' | 'Library' | 'Queue' | 'Settings') {
  await page.getByRole('navigation').getByRole('button', { name: screen }).click();
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
  await page.locator('section[aria-busy=false]').waitFor();
}

export function runButton(page: Page): Locator {
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
    [channel, input] as const,
  );
  if (!result.ok) throw new Error(`${channel}: ${result.error.kind} ${result.error.cause ?? ''}`);
  return result.value as OutputOf<Name>;
}

interface AnyBridge {
  invoke(channel: string, input: unknown): Promise<Result<unknown>>;
}
