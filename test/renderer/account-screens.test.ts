import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, fill, inTurn, press, toAccount, toElsewhere } from './support/acts.ts';
import { type Screen, faultsOf } from './support/screens.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const signInAs = (email: string) =>
  inTurn(toAccount, fill('E-mail address', email), fill('Password', 'a secret'), enter);
const offline = {
  state: 'offline',
  waiting: 3,
  retryAt: Date.UTC(2026, 10, 22, 9, 40),
  reason: 'unreachable',
} as const;
const tooManyDevices = {
  state: 'needs-you',
  waiting: 3,
  reason: 'too-many-devices',
  refused: 0,
  allowedDevices: 2,
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
    act: inTurn(signInAs('two@lumen.example'), press('I cannot get at my authenticator app')),
    shows: 'I have my authenticator app',
  },
  {
    name: 'a new account',
    scenario: {},
    act: inTurn(toAccount, press('Create an account')),
    shows: /At least 10 characters, a digit/,
  },
  {
    name: 'the mail that was sent',
    scenario: {},
    act: inTurn(
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
    act: inTurn(toAccount, press('Continue with Google')),
    shows: 'Go on in your browser',
  },
  {
    name: 'a provider that asks for a password',
    scenario: {},
    act: inTurn(toAccount, press('Continue with Firebase')),
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
    act: inTurn(
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
    act: inTurn(toAccount, press('Set up…')),
    shows: 'Then enter the code that it shows',
  },
  {
    name: 'the recovery codes',
    scenario: { account: 'user' },
    act: inTurn(
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
    act: inTurn(toAccount, press(/^Sign out: MacBook/)),
    shows: /It can no longer read or change anything/,
  },
  {
    name: 'the question before an account is forgotten',
    scenario: { account: 'several' },
    act: inTurn(toAccount, press(/^Forget jo@lumen/)),
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
    name: 'the sync of one device too many',
    scenario: { account: 'user', sync: tooManyDevices },
    act: press(/^Sync:/),
    shows: /^Your plan has room for 2 devices\./,
  },
  {
    name: 'what the cloud refused',
    scenario: { account: 'user', sync: refused },
    act: inTurn(press(/^Sync:/), press('Show them')),
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
    act: inTurn(toElsewhere, async (page) => {
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
  });
  afterAll(async () => {
    await window.close();
  });

  it.each(screens)('shows $name, readable for all', async (screen) => {
    expect(await faultsOf(window, screen)).toEqual([]);
  });
});
