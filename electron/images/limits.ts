import { largestImage } from '../contract/images.ts';

/** What an image may cost before it is refused. Bytes of the file, pixels of one frame. */
export interface ImageLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
  readonly maxSide: number;
  /** Frames (or pages) × pixels of a frame. */
  readonly maxFramePixels: number;
}

const megabyte = 1024 * 1024;

/** For files from outside: dropped, pasted, or answered by a provider. */
export const untrustedLimits: ImageLimits = {
  maxBytes: 50 * megabyte,
  maxPixels: 64_000_000,
  maxSide: 16_384,
  maxFramePixels: 256_000_000,
};

/** For files that a worker wrote or let in before: a 4× upscale is larger than any input. */
export const ownLimits: ImageLimits = {
  maxBytes: 800 * megabyte,
  maxPixels: largestImage.pixels,
  maxSide: largestImage.side,
  maxFramePixels: 256_000_000,
};

/** For tables of colours: 65 entries to a side take 8 MB when they are written at length. */
export const lutLimits = { maxBytes: 24 * megabyte } as const;

/** Bounds of the pool; tests pass smaller ones. */
export interface PoolLimits {
  /** Resident memory of one worker, in bytes; above it the worker is killed. */
  readonly maxMemory: number;
  readonly memoryCheckMs: number;
  /** A worker is replaced after this many jobs: decoders leak. */
  readonly jobsPerWorker: number;
  /** A worker without work ends after this long. */
  readonly idleMs: number;
  /** How long a cancelled job may take to stop by itself before its worker is killed. */
  readonly cancelGraceMs: number;
  /** Wait before a new worker after a crash; doubled with each further one up to the maximum. */
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  /** Replaces the deadline of every kind of job. */
  readonly deadlineMs?: number;
}

export const poolLimits: PoolLimits = {
  maxMemory: 1024 * megabyte,
  memoryCheckMs: 100,
  jobsPerWorker: 200,
  idleMs: 60_000,
  cancelGraceMs: 100,
  backOffMs: 100,
  maxBackOffMs: 5000,
};

/** An SVG is a program: it gets less time than a photo (a 1 kB file can draw for minutes). */
export const svgDeadlineMs = 8000;
