import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { missingGlobals } from './lib/electron-fallback.mjs';
import { cache, fromRoot, out } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { runNode } from './lib/run.mjs';
import { ScriptError, script, step } from './lib/step.mjs';

/**
 * A copy of the runtime as electron-builder expects it: without an app of its own, which an
 * Electron would open before ours.
 * @param {import('./lib/electron-runtime.mjs').ElectronRuntime} runtime
 */
async function bareRuntime(runtime) {
  const copy = path.join(cache, `package-electron-${runtime.version}`);
  const apps = [path.join(runtime.folder, 'resources', 'app'), 'default_app.asar'];
  await rm(copy, { recursive: true, force: true });
  await cp(runtime.folder, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !apps.some((app) => source.endsWith(app)),
  });
  return copy;
}

const mainWithGlobals = path.join(out, 'main', 'main-with-globals.cjs');

/**
 * What a package made with the fallback needs besides, so that it can be tried at all: the globals
 * that it lacks before the app, and no fuse that it does not know.
 * @returns {Promise<string[]>} arguments of electron-builder
 */
async function fallbackArguments() {
  await writeFile(
    mainWithGlobals,
    `${await readFile(missingGlobals, 'utf8')}require('./main.cjs');\n`,
  );
  const config = path.join(cache, 'electron-builder.yml');
  const text = await readFile(fromRoot('electron-builder.yml'), 'utf8');
  await writeFile(config, text.replace(/^ *grantFileProtocolExtraPrivileges:.*\n/m, ''));
  return [`--config=${config}`, '-c.extraMetadata.main=out/main/main-with-globals.cjs'];
}

await script(async (args) => {
  const runtime = await prepare();
  await build(['main', 'preload', 'reader', 'worker', 'cli', 'renderer']);
  const electronDist = await bareRuntime(runtime);
  const builder = fromRoot('node_modules', 'electron-builder', 'cli.js');
  const settings = [
    `-c.electronDist=${electronDist}`,
    `-c.electronVersion=${runtime.version}`,
    '--publish=never',
    ...(runtime.kind === 'fallback' ? await fallbackArguments() : []),
  ];
  await step('Packaging', async () => {
    const { code } = await runNode([builder, ...args, ...settings], { show: 'stderr' });
    await rm(electronDist, { recursive: true, force: true });
    await rm(mainWithGlobals, { force: true });
    if (code !== 0) {
      throw new ScriptError(
        'electron-builder failed.',
        'Its own words are above; `npm run package -- --dir` needs no network.',
      );
    }
    return 'Packaged into dist/';
  });
  return 0;
});
