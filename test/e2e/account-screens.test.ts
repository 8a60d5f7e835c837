import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastMail, startLimitMs } from '../cloud/harness.ts';
import {
  type Device,
  type StudioCloud,
  closeDevice,
  openDevice,
  startStudioCloud,
} from './support/cloud.ts';
import { callApp } from './support/studio.ts';

let cloud: StudioCloud;
let device: Device;

beforeAll(async () => {
  cloud = await startStudioCloud();
  device = await openDevice(cloud);
}, 2 * startLimitMs);

afterAll(async () => {
  await closeDevice(device);
  await cloud.close();
});

test('somebody signs up in the window, by the code of the mail, and out and in again', async () => {
  const { page } = device;
  const email = 'by.hand@example.com';
  const password = 'correct horse 1';
  await page.getByRole('navigation').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByRole('heading', { name: 'Create an account' }).waitFor();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Your name').fill('By Hand');
  await page.getByRole('button', { name: 'Create an account' }).click();

  await page.getByLabel('Code', { exact: true }).waitFor();
  const { code } = await lastMail(cloud.test, email);
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByText('By Hand').first().waitFor();
  const { active, accounts } = await callApp(page, 'account.state', undefined);
  expect(accounts).toMatchObject([{ id: active, email, displayName: 'By Hand', signedIn: true }]);

  await callApp(page, 'account.sign-out', 'local');
  await page.getByLabel('E-mail address').waitFor();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('wrong horse 1');
  const signIn = page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true });
  await signIn.click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await signIn.click();
  await page.getByText('By Hand').first().waitFor();
  expect((await callApp(page, 'account.state', undefined)).active).toBe(active);
});
