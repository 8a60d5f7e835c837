import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTurn } from './support/acts.ts';
import { type Screen, faultsOf } from './support/screens.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const toPlans = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /credits$|not checked$/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
};
const toUsage = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+7');
  await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
};
const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name, exact: true }).first().click();
};
const yearly = async (page: Page): Promise<void> => {
  await page.getByText('Yearly · save 20%').click();
};

const screens: readonly Screen[] = [
  {
    name: 'plans without a cloud',
    scenario: { account: 'no-cloud' },
    act: async (page) => {
      await page.keyboard.press('Control+7');
    },
    shows: 'Nothing spent',
  },
  {
    name: 'plans to somebody who is signed out',
    scenario: {},
    act: async (page) => {
      await page.keyboard.press('Control+9');
    },
    shows: 'Sign in to choose',
  },
  {
    name: 'the free plan',
    scenario: { account: 'user', plan: 'free' },
    act: toPlans,
    shows: '2 held for running jobs',
  },
  {
    name: 'prices by the year',
    scenario: { account: 'user', plan: 'free' },
    act: inTurn(toPlans, yearly),
    shows: '$144.00 billed each year',
  },
  {
    name: 'a paid plan',
    scenario: { account: 'user', plan: 'pro' },
    act: toPlans,
    shows: 'Invoices and cards…',
  },
  {
    name: 'a trial',
    scenario: { account: 'user', plan: 'trial' },
    act: toPlans,
    shows: /^You are trying Pro/,
  },
  {
    name: 'credits to buy',
    scenario: { account: 'user', plan: 'free' },
    act: inTurn(toPlans, press('Buy 500 credits')),
    shows: 'The checkout is open in its own window.',
  },
  {
    name: 'a plan to try',
    scenario: { account: 'user', plan: 'free' },
    act: toPlans,
    shows: 'Try Studio for 7 days',
  },
  {
    name: 'a plan that was paid twice',
    scenario: { account: 'user', plan: 'paid-twice' },
    act: toPlans,
    shows: /a second time: that subscription was ended\. \$45\.00 went back/,
  },
  {
    name: 'a plan that ends',
    scenario: { account: 'user', plan: 'ending' },
    act: toPlans,
    shows: 'Keep the plan',
  },
  {
    name: 'a payment that failed',
    scenario: { account: 'user', plan: 'past-due' },
    act: toPlans,
    shows: 'Check the card…',
  },
  {
    name: 'a plan to come',
    scenario: { account: 'user', plan: 'pending' },
    act: toPlans,
    shows: 'Begins with the next period',
  },
  {
    name: 'the plan last known',
    scenario: { account: 'user', plan: 'offline' },
    act: toPlans,
    shows: /It counts without a network until/,
  },
  {
    name: 'a plan that rests',
    scenario: { account: 'user', plan: 'stale' },
    act: toPlans,
    shows: /Pro rests until it is/,
  },
  {
    name: 'an open checkout',
    scenario: { account: 'user', plan: 'paying' },
    act: toPlans,
    shows: 'The checkout is open in its own window.',
  },
  {
    name: 'a checkout in the browser',
    scenario: { account: 'user', plan: 'free' },
    act: inTurn(toPlans, press('Open in browser: Pro')),
    shows: /open in your browser/,
  },
  {
    name: 'a payment that was refused',
    scenario: { account: 'user', plan: 'refused' },
    act: inTurn(toPlans, press('Get Pro')),
    shows: 'The payment was refused.',
  },
  {
    name: 'what a change costs',
    scenario: { account: 'user', plan: 'pro' },
    act: inTurn(toPlans, press('Change to Studio')),
    shows: /You pay the difference/,
  },
  {
    name: 'what a cancellation keeps',
    scenario: { account: 'user', plan: 'pro' },
    act: inTurn(toPlans, press('Cancel the plan')),
    shows: /You keep everything until/,
  },
  {
    name: 'usage',
    scenario: { account: 'user', plan: 'pro' },
    act: toUsage,
    shows: 'How providers answered',
  },
  {
    name: 'usage as a table',
    scenario: { account: 'user', plan: 'pro' },
    act: inTurn(toUsage, async (page) => {
      await page.getByText('90 days').click();
      await page.getByText('As a table').click();
    }),
    shows: 'Day',
  },
  {
    name: 'an alert that is due',
    scenario: {
      account: 'user',
      plan: 'free',
      settings: { alerts: { monthSpent: null, creditsLeft: 10 } },
    },
    act: toUsage,
    shows: 'Your credits are down to the number that you set',
  },
  {
    name: 'plans in German',
    scenario: { account: 'user', plan: 'pro', settings: { language: 'de' } },
    act: async (page) => {
      await page.getByRole('button', { name: /Punkte$/ }).click();
    },
    shows: 'Tarif kündigen',
  },
];

describe('plans and usage, over recorded data', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  it.each(screens)('shows $name, readable for all', async (screen) => {
    expect(await faultsOf(window, screen)).toEqual([]);
  });

  it('leaves out what a newer cloud gives and nobody here has words for', async () => {
    const page = await window.open({ account: 'user', plan: 'pro' });
    await page.keyboard.press('Control+9');
    await page.locator('.plan-card').last().waitFor();
    expect(await page.getByText(/tomorrow/i).count()).toBe(0);
    await page.close();
  });
});
