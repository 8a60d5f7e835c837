import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cache } from '../../../scripts/lib/paths.mjs';

const run = promisify(execFile);

/** Debian's package of pgTAP, made for Postgres 15: its script runs on 18 as it is. */
const carrier = 'postgresql-15-pgtap';
const remembered = path.join(cache, 'pgtap.sql');

async function findScript(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const script = names.find((name) => /(^|\/)pgtap--\d+(\.\d+)+\.sql$/.test(name));
  if (script === undefined) throw new Error(`${carrier} holds no pgtap script.`);
  return path.join(folder, script);
}

async function download(folder: string): Promise<void> {
  const get = () => run('apt-get', ['download', '-q', carrier], { cwd: folder });
  // A fresh machine has no package lists yet.
  await get().catch(async () => {
    await run('apt-get', ['update', '-q']);
    return get();
  });
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  await run('dpkg-deb', ['-x', path.join(folder, archive ?? ''), path.join(folder, 'unpacked')]);
}

/**
 * pgTAP as one script: fetched once with Debian's own tools, which check its signature.
 * @throws Error where there is no apt-get: put the script at `remembered` by hand then
 */
export async function pgTap(): Promise<string> {
  const known = await readFile(remembered, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-pgtap-'));
  try {
    await download(folder);
    const text = await readFile(await findScript(folder), 'utf8');
    await mkdir(cache, { recursive: true });
    // Renamed last: another test file may read it at this moment.
    const unfinished = `${remembered}.${process.pid}`;
    await writeFile(unfinished, text);
    await rename(unfinished, remembered);
    return text;
  } catch (error) {
    throw new Error(
      `pgTAP could not be fetched. Install Debian's ${carrier}, or put pgtap.sql at ${remembered}.`,
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
