import type { JobKind } from '../protocol.ts';

interface JobPolicy {
  /** From the start of the work, on a slow machine and for the largest image allowed. */
  readonly deadlineMs: number;
  /** Minutes of computing: never on every worker at once, so that previews keep flowing. */
  readonly slow: boolean;
}

const second = 1000;

export const jobPolicies: Readonly<Record<JobKind, JobPolicy>> = {
  inspect: { deadlineMs: 30 * second, slow: false },
  normalise: { deadlineMs: 60 * second, slow: false },
  preview: { deadlineMs: 30 * second, slow: false },
  tile: { deadlineMs: 30 * second, slow: false },
  prepare: { deadlineMs: 120 * second, slow: false },
  look: { deadlineMs: 60 * second, slow: false },
  'read-metadata': { deadlineMs: 30 * second, slow: false },
  'canonical-mask': { deadlineMs: 30 * second, slow: false },
  'paint-mask': { deadlineMs: 300 * second, slow: false },
  verify: { deadlineMs: 300 * second, slow: false },
  encode: { deadlineMs: 300 * second, slow: false },
  inscribe: { deadlineMs: 60 * second, slow: false },
  output: { deadlineMs: 300 * second, slow: false },
  'edit-view': { deadlineMs: 30 * second, slow: false },
  'render-edit': { deadlineMs: 300 * second, slow: false },
  'take-lut': { deadlineMs: 20 * second, slow: false },
  'draw-mark': { deadlineMs: 30 * second, slow: false },
  'run-model': { deadlineMs: 1800 * second, slow: true },
};
