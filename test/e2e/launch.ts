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
  /** Errors that the window wrote to its console or never caught, as they come. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
  /** Ends the app and everything that it started as a power cut would, and keeps its data. */
  readonly kill: () => Promise<void>;
}

/** Opens the built app in the Electron that the scripts found, in English, with data of its own. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { env = {}, args = [], appFolder = root } = options;
  const userData = options.userData ?? (await mkdtemp(path.join(tmpdir(), 'emulsion-e2e-')));
  const app = await electron.launch({
    executablePath: electronRuntime().executable,
    args: [
      ...electronArguments(),
      '--lang=en-US',
      `--user-data-dir=${userData}`,
      appFolder,
      ...args,
    ],
    env: { ...definedEnvironment(), ...env },
    timeout: 30_000,
  });
  const problems = watchProblems(app);
  const close = async () => {
    await app.close();
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true });
  };
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState('domcontentloaded');
    return { app, page, userData, problems, close, kill: () => killGroup(app) };
  } catch (error) {
    await close();
    throw error;
  }
}

function watchProblems(app: ElectronApplication): readonly string[] {
  const problems: string[] = [];
  app.context().on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  app.context().on('weberror', (error) => problems.push(String(error.error())));
  return problems;
}

/** The driver starts the app in a process group of its own. */
async function killGroup(app: ElectronApplication): Promise<void> {
  const { pid } = app.process();
  if (pid === undefined) return;
  const gone = app.waitForEvent('close');
  process.kill(-pid, 'SIGKILL');
  await gone;
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
