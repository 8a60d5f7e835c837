import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';

type Case = readonly [wall: string, file: string, source: string];

/** Each wall of imports, with a file that climbs over it. */
const imports: readonly Case[] = [
  ['the contract knows zod only', 'electron/contract/bad-package.ts', `import 'electron-store';`],
  ['the contract has no Node', 'electron/contract/bad-node.ts', `import 'node:fs';`],
  ['the contract leans on nobody', 'electron/contract/bad-path.ts', `import '../jobs/queue.ts';`],
  [
    'the router has no Electron',
    'electron/router/bad-electron.ts',
    `import { app } from 'electron'; app.quit();`,
  ],
  ['the router has no Node', 'electron/router/bad-node.ts', `import 'node:fs';`],
  ['the router has no React', 'electron/router/bad-react.ts', `import 'react';`],
  ['the router has no stores', 'electron/router/bad-zustand.ts', `import 'zustand';`],
  ['pixels belong to the worker', 'electron/jobs/bad-sharp.ts', `import 'sharp';`],
  ['pixels, even late', 'electron/ingest/bad-sharp.ts', `await import('sharp');`],
  [
    'the database belongs to the store',
    'electron/library/bad-sqlite.ts',
    `import '@photostructure/sqlite';`,
  ],
  [
    'ipcMain belongs to ipc',
    'electron/platform/bad-ipc.ts',
    `import { ipcMain } from 'electron'; ipcMain.eventNames();`,
  ],
  [
    'ipcMain, under another name',
    'electron/platform/bad-star.ts',
    `import * as e from 'electron'; e.ipcMain.eventNames();`,
  ],
  [
    'Supabase belongs to cloud',
    'electron/outbox/bad-supabase.ts',
    `import '@supabase/supabase-js';`,
  ],
  ['MCP belongs to mcp', 'electron/cli/bad-mcp.ts', `import '@modelcontextprotocol/sdk/types.js';`],
  ['SQL belongs to the cloud', 'electron/cloud/bad-sql.ts', `import 'postgres';`],
  [
    'the embedded cloud knows no app',
    'supabase/local/bad-app.ts',
    `import '../../electron/jobs/queue.ts';`,
  ],
  ['the configuration has no Node', 'electron/configuration/bad-node.ts', `import 'node:fs';`],
  [
    'the configuration knows no cloud',
    'electron/configuration/bad-cloud.ts',
    `import '../cloud/no-cloud.ts';`,
  ],
  [
    'the gateway takes providers and rules from the app, no more',
    'supabase/functions/ai/bad-app.ts',
    `import '../../../electron/router/run-route.ts';`,
  ],
  [
    'functions share little with the app',
    'supabase/functions/config/bad-app.ts',
    `import '../../../electron/jobs/queue.ts';`,
  ],
  ['the outbox knows no carrier', 'electron/outbox/bad-cloud.ts', `import '../cloud/push.ts';`],
  [
    'a provider leans on no other',
    'electron/providers/openai/bad-other.ts',
    `import '../stability/stability.ts';`,
  ],
  ['a provider uses its own SDK', 'electron/providers/stability/bad-sdk.ts', `import 'openai';`],
  [
    'a provider knows no router',
    'electron/providers/openai/bad-router.ts',
    `import '../../router/budget.ts';`,
  ],
  [
    'a provider knows no library',
    'electron/providers/anthropic/bad-library.ts',
    `import '../../library/store.ts';`,
  ],
  [
    'a worker has no Electron',
    'electron/images/worker/bad-electron.ts',
    `import { app } from 'electron'; app.quit();`,
  ],
  ['a worker has no network', 'electron/images/worker/bad-network.ts', `import 'node:https';`],
  [
    'a worker knows no secrets',
    'electron/images/worker/bad-platform.ts',
    `import '../../platform/secrets.ts';`,
  ],
  [
    'the main process shows nothing',
    'electron/ipc/bad-renderer.ts',
    `import '../../renderer/main.tsx';`,
  ],
  ['what ships has no tests', 'electron/jobs/bad-test.ts', `import '../../test/e2e/launch.ts';`],
  [
    'the window knows the contract only',
    'renderer/studio/bad-main.ts',
    `import '../../electron/jobs/queue.ts';`,
  ],
  ['the window has no Electron', 'renderer/bad-electron.ts', `import 'electron';`],
  ['the window has no Node', 'renderer/bad-node.ts', `import 'node:path';`],
];

/** The other rules that hold the shape, each with the rule that must say no. */
const rules: readonly (readonly [...Case, rule: string])[] = [
  [
    'the router does not fetch',
    'electron/router/bad-fetch.ts',
    `await fetch('https://example.com');`,
    'eslint(no-restricted-globals)',
  ],
  [
    'a provider is handed its fetch',
    'electron/providers/openai/bad-fetch.ts',
    `await fetch('https://example.com');`,
    'eslint(no-restricted-globals)',
  ],
  [
    'the window has one bridge',
    'renderer/studio/bad-bridge.ts',
    `void window.emulsion;`,
    'eslint(no-restricted-properties)',
  ],
  ['no cycles', 'electron/jobs/bad-cycle.ts', `import './bad-cycle-back.ts';`, 'import(no-cycle)'],
  [
    'no file of more than 300 lines',
    'electron/jobs/bad-length.ts',
    'void 0;\n'.repeat(301),
    'eslint(max-lines)',
  ],
  [
    'no unhandled promise',
    'electron/jobs/bad-promise.ts',
    `Promise.resolve(1);`,
    'typescript(no-floating-promises)',
  ],
  [
    'no any',
    'electron/jobs/bad-any.ts',
    `export const x = JSON.parse('1') as any;`,
    'typescript(no-explicit-any)',
  ],
];

/** What must stay possible; also the other ends of the bad files' imports. */
const allowed: readonly Case[] = [
  [
    'the contract may use zod',
    'electron/contract/good.ts',
    `import { z } from 'zod';\nexport const Good = z.string();`,
  ],
  [
    'and itself',
    'electron/contract/good-again.ts',
    `import { Good } from './good.ts';\nexport const Again = Good.optional();`,
  ],
  [
    'the window may use the contract',
    'renderer/studio/good.ts',
    `import { Good } from '../../electron/contract/good.ts';\nexport const good = Good.parse('x');`,
  ],
  [
    'the worker may use sharp',
    'electron/images/worker/good.ts',
    `import sharp from 'sharp';\nexport const good = sharp;`,
  ],
  [
    'ipc may listen',
    'electron/ipc/good.ts',
    `import { ipcMain } from 'electron';\nexport const good = ipcMain;`,
  ],
  [
    'the store may open the database',
    'electron/library/store.ts',
    `import { DatabaseSync } from '@photostructure/sqlite';\nexport const good = DatabaseSync;`,
  ],
  [
    'openai may use its SDK',
    'electron/providers/openai/good.ts',
    `import OpenAI from 'openai';\nexport const good = OpenAI;`,
  ],
  [
    'the router may use the contract',
    'electron/router/good.ts',
    `import { Good } from '../contract/good.ts';\nexport const good = Good;`,
  ],
  [
    'a file may be imported one way',
    'electron/jobs/queue.ts',
    `import { good } from '../router/good.ts';\nexport const queue = good;`,
  ],
];

const Report = z.object({
  diagnostics: z.array(z.object({ filename: z.string(), code: z.string().optional() })),
});

let tree: string;
let complaints: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), 'emulsion-walls-'));
  const names = await readdir(root);
  const configs = names.filter((name) =>
    /^tsconfig.*\.json$|\.config\.ts$|^package\.json$/.test(name),
  );
  await Promise.all(configs.map((name) => copyFile(path.join(root, name), path.join(tree, name))));
  await symlink(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  const cycle = [
    'the way back',
    'electron/jobs/bad-cycle-back.ts',
    `import './bad-cycle.ts';`,
  ] as const;
  for (const [, file, source] of [...imports, ...rules, ...allowed, cycle]) {
    await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
    await writeFile(path.join(tree, file), `${source}\n`);
  }
  complaints = await lint();
}, 60_000);

afterAll(async () => {
  await rm(tree, { recursive: true, force: true });
});

async function lint() {
  const entry = path.join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  // The linter leaves with an error code when it refuses something: here that is the point.
  const output = await promisify(execFile)(
    process.execPath,
    [entry, '--format=json', 'electron', 'renderer', 'supabase'],
    {
      cwd: tree,
    },
  ).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  const { diagnostics } = Report.parse(JSON.parse(output.stdout));
  const found = new Map<string, string[]>();
  for (const { filename, code } of diagnostics) {
    found.set(filename, [...(found.get(filename) ?? []), code ?? 'parse error']);
  }
  return found;
}

describe('refused', () => {
  test.each(imports)('%s', (_wall, file) => {
    expect(complaints.get(file)).toContain('eslint(no-restricted-imports)');
  });

  test.each(rules)('%s', (...[, file, , rule]) => {
    expect(complaints.get(file)).toContain(rule);
  });
});

describe('allowed', () => {
  test.each(allowed)('%s', (_what, file) => {
    expect(complaints.get(file) ?? []).toEqual([]);
  });
});

test('TypeScript itself keeps the window apart from the main process', async () => {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.renderer.json', '--noEmit'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree }).catch(
    (error: unknown) => z.object({ stdout: z.string() }).parse(error),
  );
  expect(stdout).toMatch(/renderer\/studio\/bad-main\.ts.*TS6307/);
});
