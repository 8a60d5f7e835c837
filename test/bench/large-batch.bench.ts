import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recipeSchema } from '../../electron/contract/recipes.ts';
import { type Figure, never, percentile, printFigures } from '../faults/support/figures.ts';
import { type Sample, measureBatch } from './support/batch-window.ts';
import { lateAt, longest } from './support/late-timers.ts';
import { makePhotos } from './support/photo-folder.ts';

/*
 * A recipe over 10,000 small photos, started in the real window: how soon the first one is done, what
 * every process holds while it runs, and how long the main process answers nobody. "Idle" is a
 * process beside it that does nothing: what the machine, which is busy with images, does to it.
 */
const count = Number(process.env['BENCH_PHOTOS'] ?? 10_000);
const promised = { firstMs: 2000, growth: 1.15 } as const;

const folder = await mkdtemp(path.join(tmpdir(), 'bench-large-batch-'));
const inputs = path.join(folder, 'photos');
try {
  await makePhotos({ folder: inputs, count, width: 640, height: 426 });
  printFigures(await figures());
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function figures(): Promise<readonly Figure[]> {
  const recipe = recipeSchema.parse({
    version: 1,
    name: 'Web',
    steps: [{ do: 'resize', longestSide: 320 }],
    outputs: [{ format: 'webp', quality: 80 }],
  });
  const measured = await measureBatch({ recipe, inputs, folder });
  const { batch, samples, answers, main, idle } = measured;
  const beside = (value: number) => ({ unit: 'ms', peer: 'idle', peerValue: value });
  return [
    {
      what: `a recipe over ${count} photos, in the window`,
      value: Math.round((count / measured.totalMs) * 10_000) / 10,
      unit: 'images/s',
    },
    never('photos lost', count - batch.counts.done),
    { what: 'the check before it', value: measured.checkMs, unit: 'ms' },
    {
      what: 'until the first one is done',
      value: measured.firstMs,
      unit: 'ms',
      ok: measured.firstMs <= promised.firstMs,
    },
    ...(['main', 'window', 'workers'] as const).flatMap((part) => memory(samples, part)),
    {
      what: 'main process: a timer is late, 99 %',
      value: lateAt(main, 0.99),
      ...beside(lateAt(idle, 0.99)),
    },
    {
      what: 'main process: a timer is late, longest',
      value: longest(main),
      ...beside(longest(idle)),
    },
    { what: 'an answer to the window, median', value: percentile(answers, 0.5), unit: 'ms' },
    { what: 'an answer to the window, longest', value: Math.max(...answers), unit: 'ms' },
    { what: 'the window is busy at a stretch, longest', value: measured.longTask, unit: 'ms' },
  ];
}

/** The curve at a tenth, at half and at the end; each the median of what was seen about there. */
function memory(
  samples: readonly Sample[],
  part: 'main' | 'window' | 'workers',
): readonly Figure[] {
  const about = (place: number): number => {
    const near = samples.filter(({ over }) => Math.abs(over / count - place) <= 0.05);
    return percentile(
      near.map((sample) => sample[part]),
      0.5,
    );
  };
  const early = about(0.1);
  const row = (what: string, value: number) => ({
    what: `${part}: resident memory ${what}`,
    value,
    unit: 'MB',
    peer: 'after a tenth',
    peerValue: early,
  });
  const late = about(0.95);
  return [
    row('half-way', about(0.5)),
    { ...row('at the end', late), ok: late <= early * promised.growth },
  ];
}
