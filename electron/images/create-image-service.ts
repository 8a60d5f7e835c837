import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import type { ImageService, JobControl } from './image-service.ts';
import { type PoolLimits, poolLimits } from './limits.ts';
import { type WorkerCrash, createWorkerPool } from './pool/worker-pool.ts';
import type { JobInput, JobKind, JobOutput } from './protocol.ts';

export interface ImageServiceOptions {
  /** Absolute path of a plain Node ≥ 24: never Electron's own binary (see the pool's docs). */
  readonly nodePath: string;
  /** Absolute path of worker/main, bundled or from source. */
  readonly workerPath: string;
  readonly size?: number;
  readonly limits?: Partial<PoolLimits>;
  readonly onCrash?: (crash: WorkerCrash) => void;
}

const gigabyte = 1024 ** 3;

/** As many workers as cores; two at least, so that a model leaves one for previews. */
function defaultSize(): number {
  const affordable = Math.floor(os.totalmem() / (2 * gigabyte));
  return Math.min(Math.max(2, Math.min(os.availableParallelism(), affordable)), 8);
}

/** The pool of plain Node children behind `ImageService`. Nothing starts before the first call. */
export function createImageService(options: ImageServiceOptions): ImageService {
  const { nodePath, workerPath, onCrash } = options;
  const pool = createWorkerPool({
    program: { nodePath, workerPath },
    size: options.size ?? defaultSize(),
    limits: { ...poolLimits, ...options.limits },
    onCrash,
  });
  const job =
    <Kind extends JobKind>(kind: Kind) =>
    async (input: JobInput<Kind>, control: JobControl = {}): Promise<JobOutput<Kind>> =>
      await pool.run({ kind, input }, control);

  const inspect = job('inspect');
  const runModel = job('run-model');
  return {
    inspect: async (path, control) => await inspect({ path }, control),
    normalise: job('normalise'),
    preview: job('preview'),
    tile: job('tile'),
    look: job('look'),
    metadata: job('read-metadata'),
    prepare: job('prepare'),
    canonicalMask: job('canonical-mask'),
    paintMask: job('paint-mask'),
    verify: job('verify'),
    encode: async (input, control = {}) => {
      const { temporaryPath, onReleased } = besideOutput(input.outPath);
      const task = { kind: 'encode', input: { ...input, temporaryPath } } as const;
      return await pool.run(task, { ...control, onReleased });
    },
    inscribe: async (input, control = {}) => {
      const { temporaryPath, onReleased } = besideOutput(input.outPath);
      const task = { kind: 'inscribe', input: { ...input, temporaryPath } } as const;
      return await pool.run(task, { ...control, onReleased });
    },
    output: async (input, control = {}) => {
      const { temporaryPath, onReleased } = besideOutput(input.outPath);
      const task = { kind: 'output', input: { blobs: {}, ...input, temporaryPath } } as const;
      return await pool.run(task, { ...control, onReleased });
    },
    editView: job('edit-view'),
    renderEdit: job('render-edit'),
    takeLut: job('take-lut'),
    drawMark: job('draw-mark'),
    runModel: async (modelJob, control) => await runModel({ job: modelJob }, control),
    close: async () => await pool.close(),
  };
}

/** A worker that was killed leaves its temporary file to us. */
function besideOutput(outPath: string): { temporaryPath: string; onReleased: () => void } {
  const temporaryPath = `${outPath}.${randomUUID()}.part`;
  return {
    temporaryPath,
    onReleased: () => void rm(temporaryPath, { force: true }).catch(() => undefined),
  };
}
