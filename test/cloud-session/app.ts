import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { AccountState, NextStep } from '../../electron/contract/account.ts';
import type { AppErrorKind } from '../../electron/contract/app-error.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { packsOf, plansOf } from '../../electron/configuration/plans-of.ts';
import { type Engine, createEngine } from '../../electron/engine.ts';
import type { OpenCheckout } from '../../electron/cloud/billing/checkout.ts';
import type { CloudHandlers } from '../../electron/cloud/cloud-handlers.ts';
import { type Cloud, createCloud } from '../../electron/cloud/create-cloud.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import { parseDeepLink } from '../../electron/platform/deep-links.ts';
import { type Encryption, createSecretVault } from '../../electron/platform/secret-vault.ts';
import { writeFileAtomically } from '../../electron/platform/write-file-atomically.ts';
import { createSettingsStore } from '../../electron/settings/settings-store.ts';
import { systemClock } from '../../electron/system-clock.ts';
import type { RunningCloud } from '../cloud/harness.ts';

/** Stands in for the system's keyring. */
export const keyring: Encryption = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(`locked:${Buffer.from(text).toString('hex')}`),
  decryptString: (encrypted) =>
    Buffer.from(encrypted.toString().slice('locked:'.length), 'hex').toString(),
};

export interface TestApp {
  readonly folder: string;
  readonly cloud: Cloud;
  readonly engine: Engine;
  readonly events: AppEvent[];
  /** Pages that the system's browser was asked to show. */
  readonly opened: string[];
  /** The scopes that the library was told to show. */
  readonly scopes: string[];
  /** Lines of the log. */
  readonly logged: string[];
  call<Name extends keyof CloudHandlers>(
    name: Name,
    ...input: Parameters<CloudHandlers[Name]>
  ): Promise<Awaited<ReturnType<CloudHandlers[Name]>>>;
  state(): Promise<AccountState>;
  /** Leaves the folder: the same device may be opened again. */
  close(): Promise<void>;
  /** Opens a deep link as the system would. */
  follow(link: string): Promise<void>;
}

export interface AppOptions {
  /** Of an app that was closed: the same device again. */
  readonly folder?: string;
  readonly url?: string;
  readonly avatar?: string;
  readonly now?: () => number;
  readonly monotonic?: () => number;
  readonly openCheckout?: OpenCheckout;
}

const closing: (() => Promise<void>)[] = [];

/** The cloud part of the main process and the engine, on real files and the real cloud. */
export async function openApp(cloud: RunningCloud, options: AppOptions = {}): Promise<TestApp> {
  const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), 'emulsion-app-')));
  const events: AppEvent[] = [];
  const opened: string[] = [];
  const scopes: string[] = [];
  const logged: string[] = [];
  const onEvent = (event: AppEvent): void => void events.push(event);
  const file = path.join(folder, 'accounts.json');
  const book: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  const dataFolder = path.join(folder, 'library');
  await mkdir(dataFolder, { recursive: true });
  const clock = { ...systemClock, now: options.now ?? systemClock.now };
  const engine = await createEngine({
    dataFolder,
    providers: () => [],
    configuration: () => defaultConfiguration,
    images,
    settings: createSettingsStore({ read: () => null, write: () => undefined }),
    clock: systemClock,
    online: () => true,
    onEvent,
  });
  const made = createCloud({
    address: { url: options.url ?? cloud.status.API_URL, key: cloud.status.ANON_KEY },
    engine: {
      ...engine,
      setScope: (scope) => {
        scopes.push(scope);
        engine.setScope(scope);
      },
    },
    images,
    vault: createSecretVault(path.join(folder, 'sessions.json'), keyring),
    accountFile: {
      read: () => book,
      write: (pages) => writeFileAtomically(file, JSON.stringify(pages)),
    },
    thisDevice: { name: 'Desk', platform: 'linux', appVersion: '1.2.3' },
    configuration: {
      channel: 'development',
      installation: randomUUID(),
      folder,
      apply: () => null,
      onChange: () => undefined,
    },
    billing: {
      folder,
      plans: () => plansOf(defaultConfiguration),
      packs: () => packsOf(defaultConfiguration),
      openCheckout:
        options.openCheckout ??
        (() => {
          throw new Error('no checkout was expected');
        }),
      monotonic: options.monotonic ?? (() => performance.now()),
    },
    online: () => true,
    clock,
    log: {
      info: (event, fields) => void logged.push(JSON.stringify({ event, fields })),
      warn: (event, fields) => void logged.push(JSON.stringify({ event, fields })),
    },
    temporaryFolder: () => mkdtemp(path.join(dataFolder, 'temporary', 'avatar-')),
    openBrowser: async (url) => void opened.push(url),
    loopback: null,
    chooseImage: async () => options.avatar ?? null,
    chooseSavePath: async (name) => path.join(folder, name),
    onEvent,
    onGatewayChanged: () => undefined,
  });
  const close = async (): Promise<void> => {
    await made.close();
    await engine.close();
  };
  closing.push(close);
  const call: TestApp['call'] = async (name, ...input) => {
    const handler = made.handlers[name] as (...args: readonly unknown[]) => unknown;
    return (await handler(...input)) as never;
  };
  return {
    folder,
    cloud: made,
    engine,
    close: async () => {
      closing.splice(closing.indexOf(close), 1);
      await close();
    },
    events,
    opened,
    scopes,
    logged,
    call,
    state: () => call('account.state'),
    follow: async (link) => {
      const parsed = parseDeepLink(link, '/home/ada');
      if (!('callback' in parsed)) throw new Error('not a way back into the app');
      await made.take(parsed.callback);
    },
  };
}

/** An app that the cloud has told of the ways to sign in; its functions take a while to start. */
export async function openAppWithProviders(
  cloud: RunningCloud,
  options: AppOptions = {},
): Promise<TestApp> {
  const app = await openApp(cloud, options);
  await expect
    .poll(async () => (await app.state()).identityProviders.length, { timeout: 15_000 })
    .toBeGreaterThan(0);
  return app;
}

const images = createImageService({
  nodePath: process.execPath,
  workerPath: path.resolve('electron/images/worker/main.ts'),
  size: 1,
});

export async function closeApps(): Promise<void> {
  for (const close of closing.splice(0)) await close();
  await images.close();
}

/** Where a browser ends up that opens a link: the app's own address. */
export async function browse(link: string | null): Promise<string> {
  const answer = await fetch(link ?? '', { redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

/** The outcomes of deep links so far. */
export function outcomes(app: TestApp) {
  return app.events.flatMap((event) => (event.type === 'account-link' ? [event.outcome] : []));
}

export async function kindOf(work: Promise<unknown>): Promise<AppErrorKind | 'none'> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof AppFailure) return error.error.kind;
    throw error;
  }
}

export function accountOf(step: NextStep) {
  if (step.next !== 'signed-in') throw new Error(`not signed in: ${step.next}`);
  return step.account;
}
