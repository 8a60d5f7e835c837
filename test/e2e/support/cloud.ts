import { makeAdmin } from '../../../supabase/local/admins.ts';
import {
  type TestCloud,
  lastMail,
  newAddress,
  password,
  serviceClient,
  startTestCloud,
} from '../../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from '../../faults/support/faulty-cloud.ts';
import { openDeepLink } from './deep-link.ts';
import { type Studio, callApp, closeStudio, openStudio } from './studio.ts';

/**
 * One embedded cloud on free ports, and as many real apps as a test has devices. Each has a folder
 * and a network of its own:
 *
 *     const cloud = await startStudioCloud();
 *     const laptop = await openDevice(cloud);
 *     const desktop = await openDevice(cloud);
 *     const ada = await cloud.newAccount('ada');        // confirmed, or sign up in the window:
 *     await followMail(cloud, laptop, 'eve@example.com'); // clicks the link of the newest mail
 *     await signIn(laptop, ada);
 *     laptop.network.setOffline(true);                  // the cloud is gone for this device alone
 *     await cloud.makeAdmin(ada.email);                 // from the next token on
 *     await closeDevice(laptop);
 *     await cloud.close();
 *
 * A device is a `Studio`: everything of ./studio.ts works with it. Two at once are what the machine
 * and the timeouts are good for. `cloud.test.sql` looks into the database.
 */
export interface StudioCloud {
  readonly test: TestCloud;
  /** A confirmed account, made by the admin API. */
  newAccount(name: string): Promise<AccountKey>;
  makeAdmin(email: string): Promise<void>;
  close(): Promise<void>;
}

export interface AccountKey {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

export interface Device extends Studio {
  /** Between this device and the cloud: see test/faults/support/faulty-cloud.ts. */
  readonly network: FaultyCloud;
}

/** `secrets`: what the cloud's functions read from their environment. */
export async function startStudioCloud(
  secrets: Readonly<Record<string, string>> = {},
): Promise<StudioCloud> {
  const test = await startTestCloud({ secrets });
  return {
    test,
    async newAccount(name) {
      const email = newAddress(name);
      const { data, error } = await serviceClient(test).auth.admin.createUser({
        email,
        password,
        email_confirm: true,
      });
      if (error) throw error;
      return { id: data.user.id, email, password };
    },
    makeAdmin: (email) => makeAdmin(test.sql, email),
    close: () => test.stop(),
  };
}

/** Opens the app with data of its own, at the studio, signed out. */
export async function openDevice({ test }: StudioCloud): Promise<Device> {
  const { API_URL, ANON_KEY } = test.status;
  const network = await startFaultyCloud(API_URL);
  try {
    const env = { EMULSION_CLOUD_URL: network.url, EMULSION_CLOUD_KEY: ANON_KEY };
    return { ...(await openStudio({ env })), network };
  } catch (error) {
    await network.close();
    throw error;
  }
}

/** Throws where the window complained of what was not expected. */
export async function closeDevice(device: Device, expected?: RegExp): Promise<void> {
  try {
    await closeStudio(device, expected);
  } finally {
    await device.network.close();
  }
}

export async function signIn(device: Device, { email, password }: AccountKey): Promise<void> {
  await callApp(device.page, 'account.sign-in', { email, password });
}

/** Opens the link of the newest mail to this address as a browser would, and comes back to the app. */
export async function followMail(
  { test }: StudioCloud,
  device: Device,
  email: string,
): Promise<void> {
  const { link } = await lastMail(test, email);
  if (link === null) throw new Error('This mail has a code only.');
  const answer = await fetch(link, { redirect: 'manual' });
  const back = answer.headers.get('location');
  if (back === null) throw new Error(`The link led nowhere: ${answer.status}`);
  await openDeepLink(device, back);
}
