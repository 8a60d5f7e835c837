import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchApp } from '../e2e/launch.ts';

/*
 * Time from the start of the process to a window that answers, beside the smallest Electron app:
 * one blank page. Both by the same driver, in turns, so that the machine's moods hit both.
 */

const rounds = 5;

const blankMain = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900 }).loadFile('blank.html'));
app.on('window-all-closed', () => app.quit());
`;

async function makeBlankApp(folder: string): Promise<string> {
  const appFolder = path.join(folder, 'blank');
  await mkdir(appFolder);
  await writeFile(
    path.join(appFolder, 'package.json'),
    JSON.stringify({ name: 'blank', main: 'main.cjs' }),
  );
  await writeFile(path.join(appFolder, 'main.cjs'), blankMain);
  await writeFile(
    path.join(appFolder, 'blank.html'),
    '<!doctype html><title>Blank</title><button>Blank</button>',
  );
  return appFolder;
}

/** Milliseconds until a button of the window is there to be pressed. */
async function timeToInteractive(appFolder: string | undefined): Promise<number> {
  const start = performance.now();
  const { page, close } = await launchApp(appFolder === undefined ? {} : { appFolder });
  try {
    await page.getByRole('button').first().waitFor({ state: 'visible' });
    return performance.now() - start;
  } finally {
    await close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(path.join(tmpdir(), 'startup-bench-'));
try {
  const blank = await makeBlankApp(folder);
  const times = { app: [] as number[], blank: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.blank.push(await timeToInteractive(blank));
    times.app.push(await timeToInteractive(undefined));
  }
  const rows = [
    {
      what: 'start to an interactive window, first run, median',
      value: Math.round(median(times.app)),
      unit: 'ms',
      peer: 'blank Electron window',
      peerValue: Math.round(median(times.blank)),
    },
  ];
  console.log(JSON.stringify({ name: 'startup', rows }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
