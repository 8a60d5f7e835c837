/**
 * Who may import what, folder by folder. `oxlint.config.ts` turns each zone into a
 * `no-restricted-imports` rule, and `test/walls` proves that each wall stands.
 * TypeScript's project references keep the runtimes apart besides.
 */

interface ForbiddenModule {
  readonly name: string;
  readonly importNames?: string[];
  readonly message: string;
}

interface ForbiddenPattern {
  readonly group?: string[];
  readonly regex?: string;
  readonly message: string;
}

export interface Zone {
  readonly files: readonly string[];
  readonly modules: readonly ForbiddenModule[];
  readonly patterns: readonly ForbiddenPattern[];
  /** Globals that would smuggle an effect into pure code. */
  readonly globals: readonly string[];
}

type Owned =
  | 'sharp'
  | 'sqlite'
  | 'ipcMain'
  | 'supabase'
  | 'postgres'
  | 'openai'
  | 'anthropic'
  | 'mcp';

/** What has one owner: everybody else asks the owner. */
const owners: Record<Owned, { modules?: ForbiddenModule[]; patterns?: ForbiddenPattern[] }> = {
  sharp: {
    patterns: [
      { regex: '^(sharp|@img)(/|$)', message: 'Only electron/images/worker touches pixels.' },
    ],
  },
  sqlite: {
    patterns: [
      {
        regex: '^(@photostructure/sqlite|node:sqlite)',
        message: 'Only electron/library/store.ts opens the database.',
      },
    ],
  },
  ipcMain: {
    modules: [
      {
        name: 'electron',
        importNames: ['ipcMain', 'default'],
        message: 'Only electron/ipc listens: there the sender is checked and the payload parsed.',
      },
    ],
  },
  supabase: {
    patterns: [{ regex: '^@supabase/', message: 'Only electron/cloud speaks to Supabase.' }],
  },
  postgres: {
    modules: [
      {
        name: 'postgres',
        message: 'Only the cloud speaks SQL: supabase/local, the functions and their tests.',
      },
    ],
  },
  openai: {
    patterns: [
      {
        regex: '^openai(/|$)',
        message: 'Only providers/openai and providers/compatible use this SDK.',
      },
    ],
  },
  anthropic: {
    patterns: [{ regex: '^@anthropic-ai/', message: 'Only providers/anthropic uses this SDK.' }],
  },
  mcp: {
    patterns: [{ regex: '^@modelcontextprotocol/', message: 'Only electron/mcp speaks MCP.' }],
  },
};

const everywhere: readonly ForbiddenPattern[] = [
  {
    regex: '^(\\.\\./)+(test|scripts|out)/',
    message: 'What ships does not import tests or tools.',
  },
];

/** A relative import whose path passes through one of these folders. */
function through(folders: readonly string[], message: string): ForbiddenPattern {
  return { regex: `^\\.{1,2}/(.*/)?(${folders.join('|')})/`, message };
}

interface ZoneSketch {
  readonly files: readonly string[];
  readonly owns?: readonly Owned[];
  readonly modules?: readonly ForbiddenModule[];
  readonly patterns?: readonly ForbiddenPattern[];
  readonly globals?: readonly string[];
}

function zone({ files, owns = [], modules = [], patterns = [], globals = [] }: ZoneSketch): Zone {
  const foreign = Object.entries(owners)
    .filter(([name]) => !owns.some((owned) => owned === name))
    .map(([, forbidden]) => forbidden);
  // The rule keeps one entry a module: a zone's own ban of a module is the stricter one.
  const banned = new Set(modules.map((module) => module.name));
  return {
    files,
    modules: [
      ...foreign
        .flatMap((owner) => owner.modules ?? [])
        .filter((module) => !banned.has(module.name)),
      ...modules,
    ],
    patterns: [...everywhere, ...foreign.flatMap((owner) => owner.patterns ?? []), ...patterns],
    globals,
  };
}

function noModule(name: string, message: string): ForbiddenModule {
  return { name, message };
}

const mainNeverShows = through(['renderer'], 'The main process never imports the renderer.');

const shared = 'The configuration is computed by edge functions too: from passed values alone.';

const pure = 'The router decides from passed values: effects are handed in.';

const providers = ['openai', 'anthropic', 'stability', 'on-device', 'compatible', 'cloud'] as const;

const sdks: Partial<Record<(typeof providers)[number], readonly Owned[]>> = {
  openai: ['openai'],
  compatible: ['openai'],
  anthropic: ['anthropic'],
};

/** In order: for a file in several zones the last one holds. */
export const zones: readonly Zone[] = [
  zone({ files: ['electron/**'], patterns: [mainNeverShows] }),
  zone({
    files: ['electron/contract/**'],
    patterns: [
      {
        group: ['*', '!zod', '!./*', '!./editing/*', '!./masking/*'],
        message: 'The contract knows zod and itself only.',
      },
    ],
    // Its types name the DOM's File; nothing of it runs in one process only.
    globals: ['window', 'document', 'fetch', 'process'],
  }),
  zone({
    files: ['electron/contract/editing/**', 'electron/contract/masking/**'],
    patterns: [
      { group: ['*', '!zod', '!./*', '!../*'], message: 'The contract knows zod and itself only.' },
    ],
    globals: ['window', 'fetch', 'process'],
  }),
  zone({
    files: ['electron/images/worker/**'],
    owns: ['sharp'],
    modules: [noModule('electron', 'Image workers run in plain Node.')],
    patterns: [
      mainNeverShows,
      {
        regex: '^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)',
        message: 'Image workers never see the network.',
      },
      through(
        ['router', 'providers', 'jobs', 'library', 'cloud', 'outbox', 'ipc', 'platform', 'monitor'],
        'Image workers know pixels and the contract only.',
      ),
    ],
    globals: ['fetch'],
  }),
  zone({ files: ['electron/ipc/**'], owns: ['ipcMain'], patterns: [mainNeverShows] }),
  zone({ files: ['electron/library/store.ts'], owns: ['sqlite'], patterns: [mainNeverShows] }),
  zone({ files: ['electron/mcp/**'], owns: ['mcp'], patterns: [mainNeverShows] }),
  zone({ files: ['electron/cloud/**'], owns: ['supabase'], patterns: [mainNeverShows] }),
  zone({
    files: ['electron/outbox/**'],
    patterns: [
      mainNeverShows,
      through(['cloud'], 'The outbox knows what to send, never who carries it.'),
    ],
  }),
  zone({
    files: ['electron/configuration/**'],
    modules: ['electron', 'react', 'zustand'].map((name) => noModule(name, shared)),
    patterns: [
      mainNeverShows,
      { regex: '^(node:|react/|zustand/)', message: shared },
      through(
        ['router', 'cloud', 'library', 'jobs', 'ipc', 'platform', 'monitor', 'outbox', 'images'],
        shared,
      ),
    ],
    globals: ['fetch', 'setTimeout', 'setInterval', 'process'],
  }),
  zone({
    files: ['electron/router/**'],
    modules: ['electron', 'react', 'zustand'].map((name) => noModule(name, pure)),
    patterns: [mainNeverShows, { regex: '^(node:|react/|zustand/)', message: pure }],
    globals: ['fetch', 'setTimeout', 'setInterval', 'process'],
  }),
  zone({
    files: ['electron/providers/**'],
    modules: [noModule('electron', 'A provider is fetch and data; it runs without Electron too.')],
    patterns: [
      mainNeverShows,
      through(['router', 'library'], 'A provider answers; the router and the library call.'),
    ],
    globals: ['fetch'],
  }),
  ...providers.map((provider) =>
    zone({
      files: [`electron/providers/${provider}/**`],
      owns: sdks[provider] ?? [],
      modules: [
        noModule('electron', 'A provider is fetch and data; it runs without Electron too.'),
      ],
      patterns: [
        mainNeverShows,
        through(['router', 'library'], 'A provider answers; the router and the library call.'),
        through(
          providers.filter((other) => other !== provider),
          'A provider never leans on another provider.',
        ),
      ],
      globals: ['fetch'],
    }),
  ),
  zone({
    files: ['renderer/**'],
    modules: [noModule('electron', 'The window speaks through bridge.ts only.')],
    patterns: [
      {
        group: ['**/electron/**', '!**/electron/contract/**'],
        message: 'The window knows the contract only.',
      },
      { regex: '^node:', message: 'The window has no Node.' },
    ],
    globals: ['fetch', 'require', 'process'],
  }),
  zone({
    files: ['supabase/local/**'],
    owns: ['postgres'],
    patterns: [
      through(['electron', 'renderer'], 'The embedded cloud knows nothing of the app it serves.'),
    ],
  }),
  zone({
    files: ['supabase/functions/**'],
    owns: ['postgres', 'openai', 'anthropic', 'supabase'],
    patterns: [
      {
        group: ['**/electron/**', '!**/electron/contract/**', '!**/electron/configuration/**'],
        message: 'Functions share the contract and the configuration with the app, nothing else.',
      },
    ],
  }),
  zone({
    files: ['supabase/functions/ai/**'],
    owns: ['postgres', 'openai', 'anthropic', 'supabase'],
    patterns: [
      {
        group: [
          '**/electron/**',
          '!**/electron/contract/**',
          '!**/electron/configuration/**',
          '!**/electron/providers/{openai,anthropic,stability}/**',
          '!**/electron/providers/provider.ts',
          '!**/electron/router/{losses,offers}.ts',
        ],
        message:
          'The gateway asks by the app’s own providers and pure rules; the rest is the app’s.',
      },
    ],
  }),
];
