import { existsSync } from 'node:fs';
import { hasDisplay } from './display.mjs';
import { lastLines, run } from './run.mjs';
import { ScriptError, say, step } from './step.mjs';

/** Debian's package for a library that Electron links but its archive does not carry. */
const packages = [
  { library: /^libgtk-3\.so/, name: 'libgtk-3-0' },
  { library: /^lib(nss3|nssutil3|smime3)\.so/, name: 'libnss3' },
  { library: /^libnspr4\.so/, name: 'libnspr4' },
  { library: /^libasound\.so/, name: 'libasound2' },
  { library: /^libgbm\.so/, name: 'libgbm1' },
];

/** GTK brings most of what else a bare machine lacks (X11, cairo, pango, at-spi, cups, dbus). */
const bringsTheRest = 'libgtk-3-0';

/** @param {string} executable @returns {Promise<string[]>} libraries the loader can't find */
async function missingLibraries(executable) {
  const { stdout } = await run('ldd', [executable]);
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => String(match[1]));
}

/** @param {readonly string[]} libraries */
export function packagesFor(libraries) {
  const names = libraries.map(
    (library) => packages.find((entry) => entry.library.test(library))?.name ?? bringsTheRest,
  );
  return [...new Set(names)].sort();
}

/** Names changed with the 64-bit clock: newer releases have `libgtk-3-0t64`. @param {string} name */
async function availableName(name) {
  const modern = `${name}t64`;
  const { code, stdout } = await run('apt-cache', ['show', modern]);
  return code === 0 && stdout !== '' ? modern : name;
}

/** @param {readonly string[]} names */
async function aptInstall(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-q', '--no-install-recommends'];
  const install = async () =>
    run('apt-get', [...args, ...(await Promise.all(names.map(availableName)))], { env });
  // A fresh machine has no package lists yet; a prepared one needs no update.
  const first = await install();
  if (first.code === 0) return;
  await run('apt-get', ['update', '-q'], { env });
  const second = await install();
  if (second.code !== 0) {
    throw new ScriptError(
      `apt-get could not install ${names.join(' ')}:\n${lastLines(second)}`,
      `Install them by hand: apt-get install ${names.join(' ')}`,
    );
  }
}

/**
 * Makes sure that Electron's libraries, and without a display Xvfb, are on this machine. Installs
 * them as root on Debian and its relatives; names the command to everybody else.
 * @param {string} executable the Electron that shall run
 */
export async function ensureSystemLibraries(executable) {
  if (process.platform !== 'linux') return;
  const libraries = await missingLibraries(executable);
  const needsXvfb = !hasDisplay() && (await run('Xvfb', ['-help'])).code === 127;
  const names = [...packagesFor(libraries), ...(needsXvfb ? ['xvfb'] : [])];
  if (names.length === 0) return;
  const missing = [...libraries, ...(needsXvfb ? ['Xvfb'] : [])].join(', ');
  refuseUnlessInstallable(names, `This machine lacks what Electron needs: ${missing}.`);
  await step(`Installing system libraries: ${names.join(' ')}`, async () => {
    await aptInstall(names);
    const still = await missingLibraries(executable);
    if (still.length > 0) say(`  Still missing: ${still.join(', ')}`);
    return `System libraries installed: ${names.join(' ')}`;
  });
}

/** What the tests of the window's screens need besides: a current browser, and the font they name. */
export async function ensureBrowser() {
  if (process.env['CHROMIUM_PATH'] !== undefined || existsSync('/usr/bin/chromium')) return;
  const names = ['chromium', 'fonts-inter'];
  refuseUnlessInstallable(names, 'The tests of the screens need Chromium (or CHROMIUM_PATH).');
  await step('Installing Chromium for the tests', async () => {
    await aptInstall(names);
    return 'Chromium installed';
  });
}

/** What the tests of the gateway's cache need besides: a real Redis. */
export async function ensureRedis() {
  if (existsSync('/usr/bin/redis-server')) return;
  const names = ['redis-server'];
  refuseUnlessInstallable(names, 'The tests of the cache need Redis.');
  await step('Installing Redis for the tests', async () => {
    await aptInstall(names);
    return 'Redis installed';
  });
}

/**
 * Only root on Debian and its relatives gets packages installed; others get the command.
 * @param {readonly string[]} names @param {string} reason
 */
function refuseUnlessInstallable(names, reason) {
  const debian = existsSync('/usr/bin/apt-get');
  if (debian && process.getuid?.() === 0) return;
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  throw new ScriptError(
    reason,
    debian
      ? `Run: sudo ${command}`
      : `Install them with your package manager (Debian's names: ${names.join(' ')}).`,
  );
}
