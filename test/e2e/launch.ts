import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ElectronApplication, type Page, _electron as electron } from 'playwright-core';
import { electronArguments, electronRuntime } from '../../scripts/lib/electron-runtime.mjs';
import { root } from '../../scripts/lib/paths.mjs';

export interface LaunchOptions {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments after the app folder, as the app sees them in `process.argv`. */
  readonly args?: readonly string[];
  /** Kept after `close` if given: for restarts on the same data. Otherwise a temporary folder. */
  readonly userData?: string;
  /** Folder whose package.json names the main script; the project's own by default. */
  readonly appFolder?: string;
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  /** The first window, its document loaded. */
  readonly page: Page;
  readonly userData: string;
  readonly close: () => Promise<void>;
}

/** Opens the built app in the Electron that the scripts found, with data of its own. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { env = {}, args = [], appFolder = root } = options;
  const userData = options.userData ?? (await mkdtemp(path.join(tmpdir(), 'emulsion-e2e-')));
  const app = await electron.launch({
    executablePath: electronRuntime().executable,
    args: [...electronArguments(), `--user-data-dir=${userData}`, appFolder, ...args],
    env: { ...definedEnvironment(), ...env },
    timeout: 30_000,
  });
  const close = async () => {
    await app.close();
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true });
  };
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState('domcontentloaded');
    return { app, page, userData, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
