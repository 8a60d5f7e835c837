import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, startLimitMs } from '../cloud/harness.ts';
import {
  type Device,
  type StudioCloud,
  closeDevice,
  followMail,
  openDevice,
  signIn,
  startStudioCloud,
} from './support/cloud.ts';
import {
  callApp,
  chooseOperation,
  dropPicture,
  goTo,
  newestCard,
  run,
  waitForState,
} from './support/studio.ts';

let cloud: StudioCloud;
let laptop: Device;
let desktop: Device;

beforeAll(async () => {
  cloud = await startStudioCloud();
  laptop = await openDevice(cloud);
  desktop = await openDevice(cloud);
}, 3 * startLimitMs);

afterAll(async () => {
  await closeDevice(laptop);
  await closeDevice(desktop);
  await cloud.close();
});

const ada = { id: '', email: 'ada@example.com', password };
const patience = 30_000;

/** Waits until the status line of a window says so. */
async function syncSays({ page }: Device, words: RegExp): Promise<void> {
  await page.getByRole('button', { name: words }).waitFor({ timeout: patience });
}

/** The network as the system and the cloud's client know it. */
async function setNetwork({ app, network }: Device, there: boolean): Promise<void> {
  network.setOffline(!there);
  await app.evaluate(({ net }, answer) => {
    Object.assign(net, { isOnline: () => answer });
  }, there);
}

test('somebody signs up in the window and is up to date', async () => {
  const { page } = laptop;
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await navigation.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('E-mail address').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByText(ada.email).first().waitFor();
  await followMail(cloud, laptop, ada.email);
  await syncSays(laptop, /^Sync: Up to date/);
  const { accounts } = await callApp(page, 'account.state', undefined);
  expect(accounts).toMatchObject([{ email: ada.email, signedIn: true }]);
});

test('what is done without a network is kept, and another device sees it later', async () => {
  await signIn(desktop, ada);
  await syncSays(desktop, /^Sync: Up to date/);

  await setNetwork(laptop, false);
  await goTo(laptop.page, 'Studio');
  await dropPicture(laptop, 'train.png', { seed: 61, width: 64, height: 48 });
  await chooseOperation(laptop.page, 'Upscale');
  await waitForState(await run(laptop.page), 'Done', patience);
  await chooseOperation(laptop.page, 'Describe');
  await run(laptop.page, 'keys');
  await waitForState(newestCard(laptop.page), 'Waiting for the network');
  await callApp(laptop.page, 'settings.set', { theme: 'dark' });
  await syncSays(laptop, /^Sync: Offline · \d+ waiting/);

  await setNetwork(laptop, true);
  await waitForState(newestCard(laptop.page), 'Done', patience);
  await syncSays(laptop, /^Sync: Up to date/);

  const { page } = desktop;
  await goTo(page, 'Library');
  await page.getByText('On other devices', { exact: true }).click();
  await page.getByTitle('train', { exact: true }).waitFor({ timeout: patience });
  await page.getByText('Jobs', { exact: true }).click();
  for (const operation of ['Upscale', 'Describe']) {
    await page.getByText(new RegExp(`^${operation} · `)).waitFor({ timeout: patience });
  }
  await expect
    .poll(async () => (await callApp(page, 'settings.get', undefined)).theme, { timeout: patience })
    .toBe('dark');
});

test('the ledger in the cloud is what the device has paid', async () => {
  const spent = (await callApp(laptop.page, 'jobs.list', undefined)).map(
    ({ receipt }) => receipt?.cost ?? 0,
  );
  const [ledger] = await cloud.test.sql<{ sum: number }[]>`
    select coalesce(sum(cost_micro_usd), 0)::integer as sum from public.usage_ledger`;
  expect(spent.some((cost) => cost > 0)).toBe(true);
  expect(ledger?.sum).toBe(spent.reduce((sum, cost) => sum + cost, 0));
});
