import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry, startWithSystem } from '../../electron/platform/start-with-system.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-autostart-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('starting with the system, on Linux', () => {
  it('is a file in the folder of the desktops, and none when it is off', async () => {
    const app = { getPath: () => folder, setLoginItemSettings: () => undefined };
    await startWithSystem(app, true);
    const file = path.join(folder, 'autostart', 'emulsion.desktop');
    expect(await readFile(file, 'utf8')).toContain(`Exec="${process.execPath}" --minimised`);
    await startWithSystem(app, false);
    await startWithSystem(app, false);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });
});

describe('a desktop entry', () => {
  it('quotes what a shell and the entry itself would take for more than a name', () => {
    const entry = autostartEntry('/opt/My Apps/100% $new "x"/emulsion');
    expect(entry).toContain('Exec="/opt/My Apps/100%% \\\\$new \\\\"x\\\\"/emulsion" --minimised');
  });
});
