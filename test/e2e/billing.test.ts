import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { polarSecrets, press, webhookSecret } from '../functions/support/billing.ts';
import { gatewaySecrets } from '../functions/support/gateway.ts';
import { plansProducts } from '../simulators/billing/plans-products.ts';
import { type PolarSimulator, startPolarSimulator } from '../simulators/polar/polar.ts';
import {
  type AccountKey,
  type Device,
  type StudioCloud,
  closeDevice,
  openDevice,
  signIn,
  startStudioCloud,
} from './support/cloud.ts';
import { openDeepLink } from './support/deep-link.ts';
import { answerSaveDialog } from './support/save-as.ts';
import { type SimulatedProviders, startProviders } from './support/simulated-providers.ts';
import {
  callApp,
  chooseOperation,
  dropPicture,
  goTo,
  run,
  waitForState,
} from './support/studio.ts';

/** A busy machine takes its time for a shop, a cloud and an app. */
const patienceMs = 180_000;
const dayMs = 24 * 3_600_000;

let polar: PolarSimulator;
/** Behind the gateway, apart from those that the app has keys for. */
let companies: SimulatedProviders;
let cloud: StudioCloud;
let device: Device;
let ada: AccountKey;

beforeEach(async () => {
  polar = await startPolarSimulator({ products: plansProducts, webhookSecret });
  companies = await startProviders();
  cloud = await startStudioCloud({ ...polarSecrets(polar.url), ...gatewaySecrets(companies) });
  polar.setEndpoint(`${cloud.test.status.API_URL}/functions/v1/billing-webhook/polar`);
  device = await openDevice(cloud);
  ada = await cloud.newAccount('ada');
  // Nobody but the gateway may be asked: what works, works for credits.
  await callApp(device.page, 'settings.set', {
    disabledProviders: ['on-device', 'openai', 'anthropic', 'stability', 'compatible'],
  });
}, startLimitMs);

afterEach(async () => {
  await closeDevice(device);
  await cloud.close();
  await companies.close();
  await polar.close();
});

async function creditsOf({ id }: AccountKey): Promise<number> {
  const [row] = await cloud.test.sql<{ balance: number }[]>`
    select balance::integer from public.credit_accounts where user_id = ${id}`;
  return row?.balance ?? 0;
}

async function useUpCredits({ id }: AccountKey): Promise<void> {
  await cloud.test.sql`select public.credit_take_back(${id}, 1000, ${randomUUID()})`;
}

async function showPlans(page: Page): Promise<void> {
  await page.keyboard.press('Control+9');
  await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
}

/** Presses a button of the Plans screen that opens the checkout's window. */
async function openCheckout({ app, page }: Device, button: string): Promise<Page> {
  const opening = app.waitForEvent('window');
  await page.getByRole('button', { name: button, exact: true }).click();
  return opening;
}

test(
  'somebody without credits buys a plan, works by it, cancels, and falls back in the end',
  async () => {
    const { page, app } = device;
    await signIn(device, ada);
    await page.getByRole('button', { name: 'Free · 20 credits' }).waitFor();
    await useUpCredits(ada);
    await dropPicture(device, 'door.png', { seed: 61 });
    await chooseOperation(page, 'Describe');

    const refused = await run(page);
    await refused.getByText('Your credits are used up.', { exact: true }).waitFor();
    await refused.getByRole('button', { name: 'See the plans' }).click();
    await page.getByText('Simulated payments: no money moves').waitFor();

    // Whoever closes the window has paid nothing, and may come back.
    const left = await openCheckout(device, 'Get Pro');
    await left.getByText('no money moves').waitFor();
    await left.close();
    await page.getByText('The checkout is open in its own window.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Free · / }).waitFor();

    const checkout = await openCheckout(device, 'Get Pro');
    await checkout.getByRole('heading', { name: 'pro by the month' }).waitFor();
    expect(new URL(checkout.url()).origin).toBe(polar.url);
    expect(await checkout.evaluate(() => 'emulsion' in globalThis)).toBe(false);
    await page.getByText('The checkout is open in its own window.').waitFor();

    await checkout.getByRole('button', { name: 'Pay with a card that is declined' }).click();
    await checkout.getByText('The card was declined.').waitFor();
    await checkout.getByRole('button', { name: /asks the bank/ }).click();
    const closing = checkout.waitForEvent('close');
    await checkout.getByRole('button', { name: 'Confirm' }).click();
    await closing;
    await page.getByText('You have Pro now', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pro · 1,000 credits' }).waitFor();
    await page.getByText(/^Renews on /).waitFor();

    await goTo(page, 'Studio');
    await waitForState(await run(page, 'keys'), 'Done');
    const remaining = await creditsOf(ada);
    expect(remaining).toBeLessThan(1000);
    expect(companies.openai.requests.length + companies.anthropic.requests.length).toBe(1);
    await page.getByRole('button', { name: `Pro · ${remaining} credits` }).waitFor();

    await goTo(page, 'Usage');
    await page
      .getByRole('cell', { name: String(1000 - remaining), exact: true })
      .first()
      .waitFor();
    await page.getByRole('rowheader', { name: 'Describe' }).waitFor();
    await answerSaveDialog(app, device.folder);
    await page.getByRole('button', { name: 'Export…' }).click();
    const saved = await page.getByText(/^Saved usage-.*csv$/).innerText();
    const csv = await readFile(path.join(device.folder, saved.slice('Saved '.length)), 'utf8');
    expect(csv.split('\r\n')[1]).toMatch(
      new RegExp(`,cloud,.*,describe,0\\.\\d+,${1000 - remaining},yes,no,this$`),
    );

    await showPlans(page);
    await page.getByRole('button', { name: 'Cancel the plan' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the plan' }).click();
    await page.getByText(/^Your plan ends on /).waitFor();
    await goTo(page, 'Studio');
    await chooseOperation(page, 'Tags');
    await waitForState(await run(page), 'Done');

    polar.shop.advance(32 * dayMs);
    await page.getByRole('button', { name: /^Free · / }).waitFor();
    await showPlans(page);
    await page.getByRole('button', { name: 'Get Pro', exact: true }).waitFor();
    expect(polar.violations).toEqual([]);
  },
  patienceMs,
);

test(
  'the window of a checkout goes nowhere else, and no link makes a plan',
  async () => {
    const { page, app } = device;
    await signIn(device, ada);
    await page.getByRole('button', { name: /^Free · / }).waitFor();
    await openDeepLink(device, 'emulsion://billing/done?plan=studio&paid=yes');
    await showPlans(page);
    const checkout = await openCheckout(device, 'Try Studio for 7 days');
    await checkout.getByText('no money moves').waitFor();
    const url = checkout.url();

    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      shell.openExternal = async (address) => void opened.push(address);
      Object.assign(globalThis, { opened });
    });
    await checkout.evaluate(() => {
      location.href = 'https://elsewhere.example/';
    });
    await checkout.evaluate(() => void open('https://popup.example/'));
    await checkout.evaluate(() => {
      location.href = 'app://emulsion/index.html';
    });
    const opened = () =>
      app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened.join(' '));
    await expect.poll(opened).toBe('https://elsewhere.example/ https://popup.example/');
    expect(checkout.url()).toBe(url);
    const kept = await app.evaluate(({ BrowserWindow }, address) => {
      const window = BrowserWindow.getAllWindows().find(
        ({ webContents }) => webContents.getURL() === address,
      );
      return window?.webContents.session.storagePath ?? null;
    }, url);
    expect(kept).toBeNull();

    await page.getByRole('button', { name: 'Open in browser', exact: true }).click();
    await page.getByText('The checkout is open in your browser.').waitFor();
    await expect.poll(opened).toContain(url);
    expect(await callApp(page, 'billing.state', undefined)).toMatchObject({
      entitlement: { plan: 'free' },
      checkout: 'browser',
    });
    await press(url, 'pay');
    await page.getByRole('button', { name: /^Studio · / }).waitFor();
    await page.getByText('The checkout is open in your browser.').waitFor({ state: 'detached' });
    await page.getByText(/^You are trying Studio\./).waitFor();

    const packs = await openCheckout(device, 'Buy 500 credits');
    const closing = packs.waitForEvent('close');
    await packs.getByRole('button', { name: 'Pay with a card that works' }).click();
    await closing;
    await page.getByText('Your credits are here', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Studio · 720 credits/ }).waitFor();

    // Without the cloud it counts on, for as long as it says.
    device.network.setOffline(true);
    await goTo(page, 'Studio');
    await showPlans(page);
    await page.getByText(/It counts without a network until/).waitFor();
    await page.getByRole('button', { name: /^Studio · 720 credits/ }).waitFor();
    device.network.setOffline(false);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText(/It counts without a network until/).waitFor({ state: 'detached' });
    expect(polar.violations).toEqual([]);
  },
  patienceMs,
);
