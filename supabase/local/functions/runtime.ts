import { existsSync, watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import { CloudError } from '../cloud-error.ts';
import type { Child, Children } from '../processes/children.ts';
import { loopback } from '../processes/free-port.ts';

export interface FunctionsRuntime {
  /** Base URL of the process that runs them now, started if it has to be. */
  url(): Promise<string>;
  /** Whether there is a function of this name. */
  has(name: string): boolean;
  stop(): Promise<void>;
}

interface RuntimeRequest {
  readonly functionsFolder: string;
  readonly cacheFolder: string;
  /** What functions see, beside the project's own secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Holds the project's secrets; supabase/functions/.env where it is left out. */
  readonly secretsFile?: string | undefined;
  readonly children: Children;
  readonly say: (line: string) => void;
}

interface Running {
  readonly child: Child;
  readonly url: string;
}

function denoPackage(): string {
  const { platform, arch } = process;
  if (platform === 'linux') return `@deno/linux-${arch}-glibc`;
  return `@deno/${platform}-${arch}`;
}

/** Deno's own binary: the package's launcher only starts it. */
export function denoBinary(): string {
  const require = createRequire(import.meta.url);
  const carrier = createRequire(require.resolve('deno/package.json'));
  const name = denoPackage();
  try {
    const folder = path.dirname(carrier.resolve(`${name}/package.json`));
    return path.join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
  } catch {
    throw new CloudError(
      `The Deno of this platform (${name}) is not installed.`,
      'Run `npm install`; where no such package exists, use a hosted Supabase project instead.',
    );
  }
}

/** The project's own secrets, as the CLI reads them. */
async function projectEnvironment(file: string): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(file)) return {};
  const parsed = parseEnv(await readFile(file, 'utf8'));
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** What Deno itself needs to work and to reach a registry through a proxy. */
const passedOn = ['PATH', 'HOME', 'NPM_CONFIG_REGISTRY', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

function ownEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * What functions share with the app, by relative imports that are bundled when they are deployed:
 * schemas, and what is computed from them alone.
 */
function sharedSources(functionsFolder: string): readonly string[] {
  const project = path.resolve(functionsFolder, '..', '..');
  return ['contract', 'configuration', 'providers', 'router']
    .map((name) => path.join(project, 'electron', name))
    .filter((folder) => existsSync(folder));
}

const startLimitMs = 60_000;

async function listeningPort(child: Child): Promise<number> {
  const port = new Promise<number>((resolve) => {
    const forget = child.onOutput(() => {
      const [, found] = /listening on (\d+)/.exec(child.output()) ?? [];
      if (found === undefined) return;
      forget();
      resolve(Number(found));
    });
  });
  const never = new Promise<never>((_resolve, reject) => {
    const fail = (): void => {
      const output = child.output().trim();
      reject(new CloudError(`Deno did not start:\n${output}`, 'See logs/functions.log.'));
    };
    void child.ended.then(fail);
    setTimeout(fail, startLimitMs).unref();
  });
  return Promise.race([port, never]);
}

/**
 * The real functions under the real Deno. A change of any of their files makes the next request
 * start a new process: Deno keeps what it has once imported.
 */
export function createFunctionsRuntime(request: RuntimeRequest): FunctionsRuntime {
  const { functionsFolder, children } = request;
  const shared = sharedSources(functionsFolder);
  let current: Promise<Running> | undefined;
  const retiring = new Set<Promise<void>>();

  async function launch(): Promise<Running> {
    const temporaryFolder = path.join(request.cacheFolder, 'tmp');
    await mkdir(temporaryFolder, { recursive: true });
    const nodeModules = path.resolve(import.meta.dirname, '..', '..', '..', 'node_modules');
    const child = children.start({
      name: 'functions',
      command: denoBinary(),
      args: [
        'run',
        '--quiet',
        '--no-prompt',
        '--no-lock',
        '--node-modules-dir=manual',
        // As hosted functions: the network, their own files and variables, nothing else.
        '--allow-net',
        '--allow-env',
        `--allow-read=${[functionsFolder, nodeModules, request.cacheFolder, ...shared].join(',')}`,
        // Hosted functions have /tmp.
        `--allow-write=${temporaryFolder}`,
        path.join(import.meta.dirname, 'router.ts'),
        pathToFileURL(functionsFolder).href,
      ],
      environment: {
        ...ownEnvironment(),
        DENO_DIR: request.cacheFolder,
        TMPDIR: temporaryFolder,
        DENO_NO_UPDATE_CHECK: '1',
        NO_COLOR: '1',
        ...(await projectEnvironment(request.secretsFile ?? path.join(functionsFolder, '.env'))),
        ...request.environment,
      },
      stopSignal: 'SIGTERM',
    });
    const url = `http://${loopback}:${await listeningPort(child)}`;
    return { child, url };
  }

  function retire(running: Promise<Running>): void {
    const over = running.then(
      async ({ child }) => {
        child.process.stdin?.end();
        await child.ended;
      },
      () => undefined,
    );
    retiring.add(over);
    void over.then(() => retiring.delete(over));
  }

  function start(): Promise<Running> {
    const running = launch();
    current = running;
    running.then(
      ({ child }) =>
        void child.ended.then(() => {
          if (current === running) current = undefined;
        }),
      () => {
        if (current === running) current = undefined;
      },
    );
    return running;
  }

  const watchers = [functionsFolder, ...shared]
    .filter((folder) => existsSync(folder))
    .map((folder) => watch(folder, { recursive: true }, reload));

  function reload(): void {
    if (current === undefined) return;
    request.say('Functions changed: the next request runs the new ones.');
    retire(current);
    current = undefined;
  }

  return {
    url: async () => (await (current ?? start())).url,
    has: (name) =>
      /^[a-z][\w-]*$/.test(name) && existsSync(path.join(functionsFolder, name, 'index.ts')),
    async stop() {
      for (const watcher of watchers) watcher.close();
      const running = current;
      current = undefined;
      if (running) await running.then(({ child }) => child.stop()).catch(() => undefined);
      await Promise.all(retiring);
    },
  };
}
