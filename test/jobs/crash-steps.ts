/** Where a job can be cut off, in the order of its way. */
export const crashSteps = [
  'before journal',
  'after journal',
  'after remote id',
  'after answer',
  'outcome kept',
  'before commit',
  'after commit',
] as const;
export type CrashStep = (typeof crashSteps)[number];
