import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toAppError } from './contract/app-error.ts';
import type { AppEvent } from './contract/events.ts';
import { type Command, parseCommandLine } from './cli/arguments.ts';
import { accountsFrom, compatibleFrom } from './cli/environment.ts';
import { helpText } from './cli/help.ts';
import type { RecipeCommand } from './cli/recipe-arguments.ts';
import { type Terminal, readRecipe, recipeProgress, runRecipe } from './cli/run-recipe.ts';
import { tellItem, watchRecipe } from './cli/watch-recipe.ts';
import { runCommand } from './cli/run-command.ts';
import type { Case } from './cli/write-result.ts';
import { createConfiguration } from './configuration/create-configuration.ts';
import { defaultConfiguration } from './configuration/defaults.ts';
import { type Engine, type EngineOptions, createEngine } from './engine.ts';
import { createImageService } from './images/create-image-service.ts';
import { openAllowedFolders } from './mcp/allowed-folders.ts';
import type { McpCommand } from './mcp/arguments.ts';
import { createJobWatch } from './mcp/session.ts';
import { warningTexts } from './library/warning-texts.ts';
import { readConfigFile } from './platform/config-file.ts';
import { createProviders } from './providers/create-providers.ts';
import { withModelRules } from './providers/model-rules.ts';
import { jsonSettingsFile } from './settings/json-settings-file.ts';
import { createSettingsStore } from './settings/settings-store.ts';
import { systemClock } from './system-clock.ts';

/** The engine without a window: composition, then one command. */
const exitCodes = { allSucceeded: 0, someFailed: 1, wrongUsage: 2 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCommandLine(words);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(helpText(parsed.operation));
      return exitCodes.allSucceeded;
    case 'wrong':
      process.stderr.write(`emulsion: ${parsed.reason}\nTry: emulsion --help\n`);
      return exitCodes.wrongUsage;
    case 'recipe':
      return await runRecipeIn(parsed.command);
    case 'mcp':
      return await serveMcpIn(parsed.command);
    case 'run': {
      const cases = await runIn(parsed.command);
      report(cases, parsed.command.json);
      return cases.every(({ ok }) => ok) ? exitCodes.allSucceeded : exitCodes.someFailed;
    }
  }
}

async function runIn(command: Command): Promise<readonly Case[]> {
  try {
    return await withDataFolder(command.library, (dataFolder) =>
      withEngine({ dataFolder, onEvent: tell }, (engine, signal) =>
        runCommand(engine, command, signal),
      ),
    );
  } catch (error) {
    const { operation } = command.call;
    const failed = { file: null, provider: null, ok: false, ms: 0, output: null, receipt: null };
    return [{ ...failed, operation, error: toAppError(error) }];
  }
}

/** One that goes with the command, where none is to be kept. */
async function withDataFolder<Value>(
  kept: string | null,
  work: (dataFolder: string) => Promise<Value>,
): Promise<Value> {
  const dataFolder = kept ?? (await mkdtemp(path.join(tmpdir(), 'emulsion-')));
  await mkdir(dataFolder, { recursive: true });
  try {
    return await work(dataFolder);
  } finally {
    if (kept === null) await rm(dataFolder, { recursive: true, force: true });
  }
}

/** What is done is remembered beside the outputs: the same command goes on where it ended. */
async function runRecipeIn(command: RecipeCommand): Promise<number> {
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    redraws: process.stderr.isTTY,
  };
  const read = await readRecipe(command.recipe);
  if ('wrong' in read) {
    terminal.err(`emulsion: ${read.wrong}\n`);
    return exitCodes.wrongUsage;
  }
  const { recipe } = read;
  const { watch, outFolder, remembers } = command;
  const kept = command.library ?? (remembers ? path.join(outFolder, '.emulsion') : null);
  const onEvent = recipeProgress(command, terminal);
  const tellEach = watch === null ? {} : { onBatchItem: tellItem(command, terminal) };
  try {
    return await withDataFolder(kept, (dataFolder) =>
      withEngine({ dataFolder, onEvent, resumesBatches: false, ...tellEach }, (engine, signal) =>
        watch === null
          ? runRecipe(engine, { command, recipe }, { terminal, signal })
          : watchRecipe(engine, { command: { ...command, watch }, recipe }, { terminal, signal }),
      ),
    );
  } catch (error) {
    const { kind, cause } = toAppError(error);
    terminal.err(`emulsion: ${kind}${cause === undefined ? '' : ` (${cause})`}\n`);
    return kind === 'invalid-request' ? exitCodes.wrongUsage : exitCodes.someFailed;
  }
}

/** Tools for an assistant, until its end of the pipe closes. */
async function serveMcpIn(command: McpCommand): Promise<number> {
  // Late: no other command needs the protocol.
  const { serveMcp } = await import('./mcp/serve.ts');
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const jobs = createJobWatch();
  const onEvent = (event: AppEvent): void => {
    tell(event);
    jobs.tell(event);
  };
  try {
    const folders = await openAllowedFolders(command.allow);
    await withDataFolder(command.library, (dataFolder) =>
      withEngine({ dataFolder, onEvent }, (engine, signal) => {
        const streams = { input: process.stdin, output: process.stdout, log };
        return serveMcp({ engine, folders, jobs, command }, streams, signal);
      }),
    );
    return exitCodes.allSucceeded;
  } catch (error) {
    const { kind, cause, params } = toAppError(error);
    log(
      `emulsion: ${[kind, params['file'], cause].filter((part) => part !== undefined).join(': ')}`,
    );
    return kind === 'file-missing' || kind === 'invalid-request'
      ? exitCodes.wrongUsage
      : exitCodes.someFailed;
  }
}

type EngineSetup = Pick<EngineOptions, 'dataFolder' | 'onEvent' | 'resumesBatches' | 'onBatchItem'>;

async function withEngine<Value>(
  setup: EngineSetup,
  work: (engine: Engine, signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const { dataFolder } = setup;
  const settings = createSettingsStore(jsonSettingsFile(path.join(dataFolder, 'settings.json')));
  const configuration = createConfiguration({
    builtIn: defaultConfiguration,
    file: readConfigFile(dataFolder),
    environment: process.env,
  });
  const images = createImageService({ nodePath: process.execPath, workerPath: workerPath() });
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const providers = createProviders({
      fetch,
      images,
      now: systemClock.now,
      sleep: systemClock.sleep,
      accounts: accountsFrom(process.env, configuration.get()),
      compatible: await compatibleFrom(process.env, {
        fetch,
        baseUrl: settings.get().compatible.baseUrl,
      }),
      // A command has no account: its keys are its own.
      gateway: null,
    });
    const engine = await createEngine({
      ...setup,
      images,
      settings,
      providers: () => withModelRules(providers, configuration.get()),
      configuration: configuration.get,
      clock: systemClock,
      online: () => true,
    });
    try {
      return await work(engine, interrupted.signal);
    } finally {
      await engine.close();
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
    await images.close();
  }
}

/** Beside the bundle once it is built; from source before. */
function workerPath(): string {
  const built = fileURLToPath(new URL('../worker/worker.mjs', import.meta.url));
  return existsSync(built)
    ? built
    : fileURLToPath(new URL('images/worker/main.ts', import.meta.url));
}

/** Progress for whoever watches; the results go to standard output. */
function tell(event: AppEvent): void {
  if (event.type !== 'job-changed') return;
  const { title, state } = event.job;
  process.stderr.write(
    `${title}: ${state.status === 'failed' ? state.error.kind : state.status}\n`,
  );
}

function report(cases: readonly Case[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ cases }, null, 2)}\n`);
    return;
  }
  for (const { file, error, output, text, warnings = [] } of cases) {
    for (const one of warnings) process.stderr.write(`${output ?? ''}: ${warningTexts[one]}\n`);
    if (error === undefined) process.stdout.write(`${output ?? text ?? ''}\n`);
    else
      process.stderr.write(
        `${file ?? ''}: ${error.kind}${error.cause === undefined ? '' : ` (${error.cause})`}\n`,
      );
  }
}
