import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IngestOutcome } from '../../electron/contract/library.ts';
import type { ImageService } from '../../electron/images/image-service.ts';
import {
  type MadeFile,
  type Sort,
  flipped,
  hostile,
  picture,
  rasterFormats,
  svg,
  truncated,
} from './support/bad-images.ts';
import { watchChildMemory } from './support/child-memory.ts';
import { type Figure, count, never, percentile, printFigures } from './support/figures.ts';
import { openRealEngine, startImageWorkers } from './support/real-engine.ts';
import { seeded } from './support/seeded.ts';

/** A drop of bad files with good ones among them, through the engine's door. */
const CUTS = 10;
const FLIPS = 6;
const PROMISED_MEMORY = 1024 ** 3;
const PROMISED_MS = 10_000;
const megabyte = 1024 ** 2;

/** Good pictures under names that other systems reserve, hide or misread. */
const oddNames = [
  'CON.png',
  '..%2f..%2fescape.png',
  '...png',
  'trailing .png ',
  'back\\slash.png',
  'new\nline.png',
  '\u202egnp.exe.png',
  `${'long'.repeat(60)}.png`,
  'wrong-extension.jpg',
  'no extension',
];

let networkRequests = 0;
const listener = createServer((_request, response) => {
  networkRequests += 1;
  response.end();
});
await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-images-'));
const images = startImageWorkers();
const memory = watchChildMemory();
try {
  printFigures(await dropAll(await makeFiles()));
} finally {
  memory.stop();
  await images.close();
  listener.close();
  await rm(folder, { recursive: true, force: true });
}

async function makeFiles(): Promise<readonly MadeFile[]> {
  const random = seeded(20_261_122);
  const files: MadeFile[] = [];
  for (const [index, format] of rasterFormats.entries()) {
    const name = `photo.${format}`;
    const bytes = await picture(format, index);
    files.push(...truncated(name, bytes, CUTS), ...flipped(name, bytes, { flips: FLIPS, random }));
    for (const extra of [1, 2]) {
      const good = await picture(format, 100 * extra + index);
      files.push({ name: `good-${extra}-${name}`, bytes: good, sort: 'good' });
    }
  }
  const drawing = Buffer.from(svg('<rect width="90" height="90" fill="red"/>'));
  files.push(...truncated('drawing.svg', drawing, CUTS));
  files.push({ name: 'good-drawing.svg', bytes: drawing, sort: 'good' });
  for (const [index, name] of oddNames.entries()) {
    files.push({ name, bytes: await picture('png', 500 + index), sort: 'good' });
  }
  const noise = Buffer.from(Array.from({ length: 5000 }, () => random() * 256));
  const others = { 'empty.jpg': Buffer.alloc(0), 'noise.jpg': noise, 'page.png': '<html>hello' };
  for (const [name, bytes] of Object.entries(others)) {
    files.push({ name, bytes: Buffer.from(bytes), sort: 'not an image' });
  }
  const { port } = listener.address() as AddressInfo;
  files.push(...hostile(`http://127.0.0.1:${port}/x.png`));
  // Good files last and first: what comes before must not hurt what follows.
  return files.sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function dropAll(files: readonly MadeFile[]): Promise<readonly Figure[]> {
  const drop = path.join(folder, 'drop');
  await mkdir(drop);
  for (const { name, bytes } of files) await writeFile(path.join(drop, name), bytes);
  const times: number[] = [];
  const { engine, close } = await openRealEngine({
    dataFolder: path.join(folder, 'data'),
    simulators: null,
    images: timed(images, times),
  });
  try {
    const paths = files.map(({ name }) => path.join(drop, name));
    const { outcomes } = await engine.ingest.paths(paths);
    return figuresOf(files, outcomes, times);
  } finally {
    await close();
  }
}

/** Notes how long the workers had each file, waiting included. */
function timed(images: ImageService, times: number[]): ImageService {
  return {
    ...images,
    inspect: async (file, control) => {
      const startedAt = performance.now();
      try {
        return await images.inspect(file, control);
      } finally {
        times.push(performance.now() - startedAt);
      }
    },
  };
}

function figuresOf(
  files: readonly MadeFile[],
  outcomes: readonly IngestOutcome[],
  times: readonly number[],
): readonly Figure[] {
  const ends = files.map((file, index) => ({ ...file, outcome: outcomes[index] }));
  const of = (sort: Sort, status: 'added' | 'refused') =>
    ends.filter((end) => end.sort === sort && end.outcome?.status === status);
  const without = ends.filter(({ outcome }) => outcome === undefined);
  const unclear = outcomes.filter(
    (outcome) => outcome.status === 'refused' && outcome.error.kind === 'internal',
  );
  const good = ends.filter(({ sort }) => sort === 'good');
  const unsafe = outcomes.filter(
    (outcome) => outcome.status === 'added' && !isSafeName(outcome.asset.name),
  );
  for (const { name, outcome } of [...of('truncated', 'added'), ...of('good', 'refused')]) {
    process.stderr.write(`${name}: ${JSON.stringify(outcome?.status)}\n`);
  }
  for (const outcome of unclear) process.stderr.write(`${JSON.stringify(outcome)}\n`);
  return [
    count('files dropped', files.length),
    never('files without an outcome of their own', without.length),
    count('good files among them', good.length),
    never('good files refused', good.length - of('good', 'added').length),
    count('files cut off', ends.filter(({ sort }) => sort === 'truncated').length),
    never('… and let in', of('truncated', 'added').length),
    count('files with a flipped bit, refused', of('flipped', 'refused').length),
    count('… let in, since they decode', of('flipped', 'added').length),
    count('hostile files, refused', of('hostile', 'refused').length),
    count('… let in, harmless', of('hostile', 'added').length),
    never('refused without a reason', unclear.length),
    never('unsafe names in the library', unsafe.length),
    never('requests to the network', networkRequests),
    {
      what: 'most memory of a worker',
      value: memory.peak() / megabyte,
      unit: 'MB',
      ok: memory.peak() < PROMISED_MEMORY,
    },
    { what: 'time a file, median', value: percentile(times, 0.5), unit: 'ms' },
    {
      what: 'time a file, longest',
      value: Math.max(...times),
      unit: 'ms',
      ok: Math.max(...times) < PROMISED_MS,
    },
  ];
}

function isSafeName(name: string): boolean {
  return name !== '' && !/[/\\\p{Cc}\u202a-\u202e]/u.test(name);
}
