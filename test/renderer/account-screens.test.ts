import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './recorded/bridge.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

interface Screen {
  readonly name: string;
  readonly scenario: Scenario;
  readonly act: (page: Page) => Promise<void>;
  /** A text that says that the screen has arrived. */
  readonly shows: string | RegExp;
}

const toAccount = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+5');
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
};
const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
};
const then =
  (...acts: readonly ((page: Page) => Promise<void>)[]) =>
  async (page: Page): Promise<void> => {
    for (const act of acts) await act(page);
  };
const fill = (label: string, text: string) => async (page: Page) => {
  await page.getByLabel(label, { exact: true }).fill(text);
};
const enter = async (page: Page): Promise<void> => {
  await page.keyboard.press('Enter');
};
const signInAs = (email: string) =>
  then(toAccount, fill('E-mail address', email), fill('Password', 'a secret'), enter);
const toElsewhere = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+2');
  await page.getByText('On other devices', { exact: true }).click();
};
const offline = {
  state: 'offline',
  waiting: 3,
  retryAt: Date.UTC(2026, 10, 22, 9, 40),
  reason: 'unreachable',
} as const;
const refused = { state: 'needs-you', waiting: 2, reason: 'refused', refused: 3 } as const;

const screens: readonly Screen[] = [
  { name: 'the way in', scenario: {}, act: toAccount, shows: 'Nothing here needs an account' },
  {
    name: 'a build without a cloud',
    scenario: { account: 'no-cloud' },
    act: toAccount,
    shows: 'This build has no cloud',
  },
  {
    name: 'a wrong password',
    scenario: {},
    act: signInAs('wrong@lumen.example'),
    shows: /The e-mail address or the password is not right/,
  },
  {
    name: 'a sign-in without a network',
    scenario: {},
    act: signInAs('off@lumen.example'),
    shows: 'The cloud could not be reached.',
  },
  {
    name: 'the second factor',
    scenario: {},
    act: signInAs('two@lumen.example'),
    shows: 'It changes every 30 seconds.',
  },
  {
    name: 'the recovery code',
    scenario: {},
    act: then(signInAs('two@lumen.example'), press('I cannot get at my authenticator app')),
    shows: 'I have my authenticator app',
  },
  {
    name: 'a new account',
    scenario: {},
    act: then(toAccount, press('Create an account')),
    shows: /At least 10 characters/,
  },
  {
    name: 'the mail that was sent',
    scenario: {},
    act: then(
      toAccount,
      press('E-mail me a link instead'),
      fill('E-mail address', 'ada@lumen.example'),
      enter,
    ),
    shows: /Send it again in/,
  },
  {
    name: 'the browser',
    scenario: {},
    act: then(toAccount, press('Continue with Google')),
    shows: 'Go on in your browser',
  },
  {
    name: 'a provider that asks for a password',
    scenario: {},
    act: then(toAccount, press('Continue with Firebase')),
    shows: 'Sign in with Firebase',
  },
  {
    name: 'the account',
    scenario: { account: 'several', sync: { state: 'up-to-date', at: 0 } },
    act: toAccount,
    shows: 'New recovery codes…',
  },
  {
    name: 'a change of address',
    scenario: { account: 'user' },
    act: then(
      toAccount,
      press('Change the e-mail address'),
      fill('New e-mail address', 'ada@new.example'),
      enter,
    ),
    shows: /we have sent a code to ada@lumen.example/,
  },
  {
    name: 'the set-up of two steps',
    scenario: { account: 'user' },
    act: then(toAccount, press('Set up…')),
    shows: 'Then enter the code that it shows',
  },
  {
    name: 'the recovery codes',
    scenario: { account: 'user' },
    act: then(
      toAccount,
      press('Set up…'),
      fill('Then enter the code that it shows', '123456'),
      enter,
    ),
    shows: 'Keep these recovery codes',
  },
  {
    name: 'the question before a device is signed out',
    scenario: { account: 'user' },
    act: then(toAccount, press(/^Sign out: MacBook/)),
    shows: /It can no longer read or change anything/,
  },
  {
    name: 'the question before an account is forgotten',
    scenario: { account: 'several' },
    act: then(toAccount, press(/^Forget jo@lumen/)),
    shows: 'Delete its library from this disk too',
  },
  {
    name: 'the menu of accounts',
    scenario: { account: 'several' },
    act: press(/^Account: Ada/),
    shows: 'Add an account…',
  },
  {
    name: 'the sync that is offline',
    scenario: { account: 'user', sync: offline },
    act: press(/^Sync:/),
    shows: '3 changes wait on this device. They are safe here.',
  },
  {
    name: 'what the cloud refused',
    scenario: { account: 'user', sync: refused },
    act: then(press(/^Sync:/), press('Show them')),
    shows: 'Order of the providers',
  },
  {
    name: 'the offer to bring work along',
    scenario: { account: 'user', offer: { assets: 128, jobs: 1 } },
    act: async () => {},
    shows: '128 images',
  },
  {
    name: 'images on other devices',
    scenario: { account: 'user' },
    act: toElsewhere,
    shows: /Images stay on the device that has them/,
  },
  {
    name: 'jobs on other devices',
    scenario: { account: 'user' },
    act: then(toElsewhere, async (page) => {
      await page.getByText('Jobs', { exact: true }).click();
    }),
    shows: /A harbour at night/,
  },
  {
    name: 'nothing on other devices',
    scenario: { account: 'user', nothingElsewhere: true },
    act: toElsewhere,
    shows: 'Nothing from other devices yet',
  },
];

describe('accounts and the sync, over recorded data', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  }, 60_000);
  afterAll(async () => {
    await window.close();
  });

  describe.each(['dark', 'light'] as const)('%s', (theme) => {
    it.each(screens)('shows $name, readable for all', async ({ scenario, act, shows }) => {
      const page = await window.open(scenario, theme);
      await act(page);
      await page.getByText(shows).first().waitFor();
      expect(await window.faults(page)).toEqual([]);
      await page.close();
    });
  });

  it('leads from nothing to a new account by keys alone', async () => {
    const page = await window.open({});
    await toAccount(page);
    await page.getByRole('button', { name: 'Create an account' }).press('Enter');
    // The first field has the focus, and Tab goes on from there.
    await page.keyboard.type('ada@lumen.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    await page.getByText(/too easy to guess/).waitFor();
    await page.getByLabel('Password', { exact: true }).fill('a long enough sentence');
    await page.keyboard.press('Enter');
    await page.getByText(/sent an e-mail to ada@lumen.example/).waitFor();
    await page.keyboard.type('12 34');
    await page.keyboard.press('Enter');
    await page.getByText('A code has six to ten digits.').waitFor();
    await page.keyboard.type(' 56');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Two-step verification' }).waitFor();
    await page.close();
  });

  it('asks for a new password after a reset, and then is in', async () => {
    const page = await window.open({});
    await then(
      toAccount,
      press('Forgot your password?'),
      fill('E-mail address', 'ada@lumen.example'),
      enter,
      fill('Code', '123456'),
      enter,
    )(page);
    await page.getByText('Choose a new password').waitFor();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await page.close();
  });

  it('keeps the recovery codes in sight until they are kept', async () => {
    const page = await window.open({ account: 'user' });
    await then(toAccount, press('Set up…'))(page);
    await page.getByRole('img', { name: 'Picture for your authenticator app' }).waitFor();
    await then(fill('Then enter the code that it shows', '000000'), enter)(page);
    await page.getByText('This code is not right, or no longer. Enter the newest code.').waitFor();
    await then(fill('Then enter the code that it shows', '123456'), enter)(page);
    await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 400);
    expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(10);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as a file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Emulsion recovery codes.txt');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('On. Signing in asks for a code').waitFor();
    await page.close();
  });

  it('goes to another account by the menu, with keys', async () => {
    const page = await window.open({ account: 'several' });
    await page.getByRole('button', { name: /^Account: Ada/ }).press('Enter');
    await page.getByRole('menuitemradio', { name: /Lumen/ }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toContain('Without an account');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('Lumen');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Account: Lumen Photography/ }).waitFor();
    await page.close();
  });

  it('signs in again with the address that is known', async () => {
    const page = await window.open({ account: 'ended' });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('menuitemradio', { name: /jo@lumen/ }).click();
    await page.getByText('Welcome back').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('jo@lumen.example');
    await page.getByText(/you stay signed in until you close the app/).waitFor();
    await page.close();
  });

  it('lets refused changes go one by one, until the sync is well', async () => {
    const page = await window.open({ account: 'user', sync: refused });
    await then(press(/^Sync:/), press('Show them'))(page);
    await page.getByRole('button', { name: 'Let go: harbour-at-night.jpg' }).click();
    await page.getByText('harbour-at-night.jpg').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('No change is refused any more.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Up to date').waitFor();
    await page.close();
  });

  it('asks about work made before once, and takes either answer', async () => {
    const page = await window.open({ account: 'user', offer: { assets: 2, jobs: 0 } });
    expect(await page.getByRole('dialog').innerText()).not.toContain('job');
    await page.getByRole('button', { name: /^Bring it into my account/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.close();
  });

  it('finds what other devices have by its tags', async () => {
    const page = await window.open({ account: 'user' });
    await toElsewhere(page);
    await page.getByRole('textbox', { name: 'Search what other devices have made' }).fill('boats');
    await page.getByText('10 found').waitFor();
    await page.close();
  });

  it('shows no such list to who is signed out', async () => {
    const page = await window.open({});
    await page.keyboard.press('Control+2');
    await page.getByText('40 images').waitFor();
    expect(await page.getByText('On other devices').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Sync:/ }).count()).toBe(0);
    await page.close();
  });

  it('offers the account at the first run', async () => {
    const page = await window.open({ settings: { welcomed: false } });
    await page
      .getByRole('button', { name: /^Sign in/ })
      .last()
      .click();
    await page.getByLabel('E-mail address').waitFor();
    await page.close();
  });
});
