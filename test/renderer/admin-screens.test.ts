import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './recorded/bridge.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const admin: Scenario = { account: 'admin' };

const toAdmin = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+6');
  await page.getByRole('heading', { name: 'Configuration' }).waitFor();
};
const toPart = async (page: Page, part: string): Promise<void> => {
  await page.getByRole('navigation', { name: 'Parts of the configuration' }).waitFor();
  await page.getByRole('button', { name: part }).click();
  await page.getByRole('heading', { name: part }).waitFor();
};
const choosePolicy = async (page: Page, policy: string): Promise<void> => {
  await page.getByLabel('Routing policy', { exact: true }).selectOption(policy);
};
const review = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Review and publish…' }).click();
  await page.getByRole('dialog').waitFor();
};

describe('the configuration of the cloud, over recorded data', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  it.each(['Providers', 'Prices', 'Limits', 'Plans', 'Flags', 'Alert thresholds', 'Brand'])(
    'draws %s from the schema, readable for all',
    async (part) => {
      const page = await window.open(admin);
      await toAdmin(page);
      await toPart(page, part);
      await page.evaluate(() => {
        for (const branch of document.querySelectorAll('details')) branch.open = true;
      });
      expect(await window.faults(page)).toEqual([]);
      await page.close();
    },
  );

  it('is readable for all: what changes, the document itself, and what is wrong', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await choosePolicy(page, 'best');
    await review(page);
    await page.getByRole('cell', { name: 'cheapest' }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('JSON', { exact: true }).click();
    await page
      .getByRole('textbox', { name: 'The document as JSON' })
      .fill('{"limits":{"concurrency":99}}');
    await page.getByText('1 thing is wrong').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('is readable for all: origins with a warning', async () => {
    const page = await window.open({
      account: 'user',
      settings: { policy: 'best' },
      warnings: [{ origin: 'remote', reason: 'invalid', detail: 'limits.concurrency' }],
    });
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Origins', exact: true }).click();
    await page.getByText('Published: it does not fit.').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('shows what the gateway earned and bore, readable for all', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await page.getByText('Margins', { exact: true }).click();
    const loss = page.getByRole('row', { name: /^stability:upscale\/creative/ });
    await loss
      .getByRole('cell', { name: /0\.60$/ })
      .last()
      .waitFor();
    await page.getByText('$21.04', { exact: true }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('is for administrators alone', async () => {
    const page = await window.open({ account: 'user' });
    await page.keyboard.press('Control+6');
    expect(await page.getByRole('button', { name: 'Admin' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Configuration' }).count()).toBe(0);
    await page.close();
  });

  it('says what the cloud wants first', async () => {
    const page = await window.open({ ...admin, adminRefused: true });
    await toAdmin(page);
    await page.getByText('This needs the code of your authenticator app.').waitFor();
    await page.getByRole('button', { name: 'Go to your account' }).click();
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('publishes what was changed, with a note and a share, and widens it later', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await page.getByRole('button', { name: 'Set an order' }).click();
    await page.getByRole('button', { name: 'openai: up' }).click();
    await review(page);
    await page.getByText('1 value changes.').waitFor();
    await page.getByLabel('Note').fill('OpenAI first');
    const share = page.getByRole('dialog').getByLabel('Share of the installations');
    await share.fill('25');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 8 is published').first().waitFor();
    await page.getByText('OpenAI first').waitFor();
    await page.getByText(/^To 25% of the installations/).waitFor();
    await page.getByLabel('Share of the installations').fill('100');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('To all installations').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('rolls back after a question', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await page.getByRole('button', { name: 'Roll back to version 5' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByText('Version 5 is served again').first().waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('overwrites nobody who was quicker, and loses nothing of what was entered', async () => {
    const page = await window.open({ ...admin, conflict: true });
    await toAdmin(page);
    await choosePolicy(page, 'best');
    await review(page);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page
      .getByText(/Somebody else has published/)
      .first()
      .waitFor();
    await page.getByText('Grace was quicker').waitFor();
    expect(await page.getByLabel('Routing policy', { exact: true }).inputValue()).toBe('best');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 9 is published').first().waitFor();
    await page.close();
  });

  it('says at its field what is wrong, also what only the cloud can know', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await toPart(page, 'Limits');
    const field = page.getByRole('spinbutton', { name: 'Jobs at once' });
    await field.fill('99');
    await page.getByRole('alert').getByText(/16/).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'Back to the default: Jobs at once' }).click();
    await toPart(page, 'Providers');
    await page.getByText('OpenAI', { exact: true }).click();
    const host = page.getByRole('textbox', { name: 'Host', exact: true }).first();
    await host.fill('elsewhere.example');
    await review(page);
    await page.getByText(/The cloud would refuse this document/).waitFor();
    expect(await page.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => host.getAttribute('aria-invalid')).toBe('true');
    await page.close();
  });

  it('keeps a draft for each channel, and discards one after a question', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await choosePolicy(page, 'fastest');
    await page.getByText('Staging', { exact: true }).click();
    await page.getByText(/Nothing was published on this channel yet/).waitFor();
    expect(await page.getByLabel('Routing policy', { exact: true }).inputValue()).toBe('');
    await page.getByText('Development', { exact: true }).click();
    await expect
      .poll(() => page.getByLabel('Routing policy', { exact: true }).inputValue())
      .toBe('fastest');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click();
    await expect
      .poll(() => page.getByLabel('Routing policy', { exact: true }).inputValue())
      .toBe('cheapest');
    await page.close();
  });

  it('adds an entry where people choose the names, and refuses a wrong one', async () => {
    const page = await window.open(admin);
    await toAdmin(page);
    await toPart(page, 'Flags');
    const name = page.getByRole('textbox', { name: 'Name of a new entry: Flags' });
    await name.fill('Not Allowed');
    await page.keyboard.press('Enter');
    await page.getByText('This name cannot be used here.').waitFor();
    await name.fill('quiet-start');
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('quiet-start', { exact: true }).inputValue()).toBe('true');
    await page.close();
  });

  it('gives a choice back to the configuration', async () => {
    const page = await window.open({ settings: { policy: 'best' } });
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Routing', exact: true }).click();
    await page.getByRole('button', { name: 'Your choice' }).waitFor();
    await page
      .getByRole('button', { name: 'Follow the configuration: Who is asked first' })
      .click();
    await page.getByRole('button', { name: 'Your choice' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('radio', { name: 'Cheapest first' }).isChecked()).toBe(true);
    await page.close();
  });
});
