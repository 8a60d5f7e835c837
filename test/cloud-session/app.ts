import { mkdtemp, readFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccountState, NextStep } from '../../electron/contract/account.ts';
import type { AppErrorKind } from '../../electron/contract/app-error.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import { blobHashSchema } from '../../electron/contract/ids.ts';
import type { CloudHandlers } from '../../electron/cloud/cloud-handlers.ts';
import { type Cloud, createCloud } from '../../electron/cloud/create-cloud.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import { parseDeepLink } from '../../electron/platform/deep-links.ts';
import { type Encryption, createSecretVault } from '../../electron/platform/secret-vault.ts';
import type { RunningCloud } from '../cloud/harness.ts';

/** Stands in for the system's keyring. */
const keyring: Encryption = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(`locked:${Buffer.from(text).toString('hex')}`),
  decryptString: (encrypted) =>
    Buffer.from(encrypted.toString().slice('locked:'.length), 'hex').toString(),
};

export interface TestApp {
  readonly folder: string;
  readonly cloud: Cloud;
  readonly events: AppEvent[];
  /** Pages that the system's browser was asked to show. */
  readonly opened: string[];
  /** The scopes that the library was told to show. */
  readonly scopes: string[];
  call<Name extends keyof CloudHandlers>(
    name: Name,
    ...input: Parameters<CloudHandlers[Name]>
  ): Promise<Awaited<ReturnType<CloudHandlers[Name]>>>;
  state(): Promise<AccountState>;
  /** Opens a deep link as the system would. */
  follow(link: string): Promise<void>;
}

export interface AppOptions {
  /** Of an app that was closed: the same device again. */
  readonly folder?: string;
  readonly url?: string;
  readonly avatar?: string;
  readonly now?: () => number;
}

/** The cloud part of the main process on its own, on real files and the real cloud. */
export async function openApp(cloud: RunningCloud, options: AppOptions = {}): Promise<TestApp> {
  const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), 'emulsion-app-')));
  const events: AppEvent[] = [];
  const opened: string[] = [];
  const scopes: string[] = [];
  const file = path.join(folder, 'accounts.json');
  const book: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  const { writeFileAtomically } = await import('../../electron/platform/write-file-atomically.ts');
  const made = createCloud({
    address: { url: options.url ?? cloud.status.API_URL, key: cloud.status.ANON_KEY },
    library: {
      setScope: (scope) => void scopes.push(scope),
      erase: async () => undefined,
      keepImage: async (image) =>
        blobHashSchema.parse(
          createHash('sha256')
            .update(await readFile(image))
            .digest('hex'),
        ),
      dropImage: () => undefined,
    },
    images,
    vault: createSecretVault(path.join(folder, 'sessions.json'), keyring),
    accountFile: {
      read: () => book,
      write: (pages) => writeFileAtomically(file, JSON.stringify(pages)),
    },
    thisDevice: {
      name: `Desk ${randomUUID().slice(0, 4)}`,
      platform: 'linux',
      appVersion: '1.2.3',
    },
    now: options.now ?? (() => Date.now()),
    temporaryFolder: () => mkdtemp(path.join(tmpdir(), 'emulsion-avatar-')),
    openBrowser: async (url) => void opened.push(url),
    chooseImage: async () => options.avatar ?? null,
    onEvent: (event) => void events.push(event),
  });
  const call: TestApp['call'] = async (name, ...input) => {
    const handler = made.handlers[name] as (...args: readonly unknown[]) => unknown;
    return (await handler(...input)) as never;
  };
  return {
    folder,
    cloud: made,
    events,
    opened,
    scopes,
    call,
    state: () => call('account.state'),
    follow: async (link) => {
      const parsed = parseDeepLink(link);
      if (parsed === null || !('callback' in parsed))
        throw new Error('not a way back into the app');
      await made.take(parsed.callback);
    },
  };
}

const images = createImageService({
  nodePath: process.execPath,
  workerPath: path.resolve('electron/images/worker/main.ts'),
  size: 1,
});

export async function closeImages(): Promise<void> {
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
