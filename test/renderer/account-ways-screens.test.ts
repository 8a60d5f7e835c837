import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, fill, inTurn, press, toAccount, toElsewhere } from './support/acts.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const refused = { state: 'needs-you', waiting: 2, reason: 'refused', refused: 3 } as const;

describe('the ways of accounts and the sync, over recorded data', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
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
    await page
      .getByText('This password is too easy to guess. It needs at least 10 characters.')
      .waitFor();
    await page.getByLabel('Password', { exact: true }).fill('a long enough sentence');
    await page.keyboard.press('Enter');
    await page.getByText(/sent an e-mail to ada@lumen.example/).waitFor();
    await page.keyboard.type('12 34');
    await page.keyboard.press('Enter');
    await page.getByText('A code has six to ten digits.').waitFor();
    await page.keyboard.type(' 56');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Two-step verification' }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('links another way in, and unlinks one after a question', async () => {
    const page = await window.open({ account: 'user' });
    await toAccount(page);
    // A company's own sign-in can't be linked to an account that is there already.
    await page.getByRole('button', { name: 'Link GitHub…' }).waitFor();
    expect(await page.getByRole('button', { name: /^Link / }).count()).toBe(1);
    await press('Link GitHub…')(page);
    await page.getByText('The new way in counts from now on').first().waitFor();
    await press('Unlink Google')(page);
    await page.getByRole('dialog').getByText('It opens this account no longer.').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click();
    await page.getByRole('button', { name: 'Unlink Google' }).waitFor({ state: 'detached' });
    // A password is taken away by nobody.
    expect(await page.getByRole('button', { name: /^Unlink E-mail/ }).count()).toBe(0);
    await page.close();
  });

  it('asks for a new password after a reset, and then is in', async () => {
    const page = await window.open({});
    await inTurn(
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
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('keeps the recovery codes in sight until they are kept', async () => {
    const page = await window.open({ account: 'user' });
    await inTurn(toAccount, press('Set up…'))(page);
    await page.getByRole('img', { name: 'Picture for your authenticator app' }).waitFor();
    await inTurn(fill('Then enter the code that it shows', '000000'), enter)(page);
    await page.getByText('This code is not right, or no longer. Enter the newest code.').waitFor();
    await inTurn(fill('Then enter the code that it shows', '123456'), enter)(page);
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
    expect(await window.faults(page)).toEqual([]);
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
    await inTurn(press(/^Sync:/), press('Show them'))(page);
    await page.getByRole('button', { name: 'Let go: harbour-at-night.jpg' }).click();
    await page.getByText('harbour-at-night.jpg').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('No change is refused any more.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Up to date').waitFor();
    expect(await window.faults(page)).toEqual([]);
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
    expect(await window.faults(page)).toEqual([]);
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
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });
});
