import { z } from 'zod';

/** Answers only the provider can word: its own status, shape and code. Each simulator lists those it knows. */
const PROVIDER_FAULTS = [
  'rate-limited',
  'rate-limited-without-retry-after',
  'slow-down',
  'overloaded',
  'insufficient-quota',
  'spend-cap',
  'usage-limits',
  'payment-required',
  'bad-key',
  'forbidden-region',
  'verification-required',
  'moderation',
  'refusal',
  'public-figure',
  'image-too-large',
  'unsupported-media-type',
  'invalid-language',
  'invalid-request',
  'payload-too-large',
  'not-found',
  'server-error-500',
  'server-error-503',
  'gateway-timeout-504',
  'poll-failure',
] as const;

/** The provider does its work, and what it made is not what was asked for. The route's handler makes them. */
const CONTENT_FAULTS = [
  'filtered-but-200',
  'wrong-dimensions',
  'not-an-image',
  'empty-answer',
  'stops-early',
  'error-in-stream',
] as const;

/** What the way between the two can do to any answer. The base makes them for every simulator. */
const TRANSPORT_FAULTS = [
  'slow',
  'slow-stream',
  'cut-off',
  'reset',
  'never-answers',
  'wrong-type',
  'truncated-json',
  'oversized',
  'billed-but-lost',
] as const;

export type ProviderFault = (typeof PROVIDER_FAULTS)[number];
export type ContentFault = (typeof CONTENT_FAULTS)[number];
export type TransportFault = (typeof TRANSPORT_FAULTS)[number];
export type Fault = ProviderFault | ContentFault | TransportFault;

export interface FaultMatch {
  /** Only requests whose path contains this text. */
  readonly path?: string | undefined;
  /** For `slow` and `slow-stream`: milliseconds before the headers, or between the pieces. */
  readonly delayMs?: number | undefined;
}

export const faultOrderSchema = z.strictObject({
  fault: z.enum([...PROVIDER_FAULTS, ...CONTENT_FAULTS, ...TRANSPORT_FAULTS]),
  times: z.int().positive().default(1),
  match: z
    .strictObject({ path: z.string().optional(), delayMs: z.int().nonnegative().optional() })
    .default({}),
});

export interface ActiveFault {
  readonly fault: Fault;
  readonly match: FaultMatch;
  remaining: number;
}

/** Takes the first fault that fits this path, and uses it up by one. */
export function takeFault(faults: readonly ActiveFault[], path: string): ActiveFault | undefined {
  const active = faults.find(
    ({ remaining, match }) => remaining > 0 && path.includes(match.path ?? ''),
  );
  if (active !== undefined) {
    active.remaining -= 1;
  }
  return active;
}

export function isTransportFault(fault: Fault): fault is TransportFault {
  return TRANSPORT_FAULTS.some((name) => name === fault);
}

export function isContentFault(fault: Fault): fault is ContentFault {
  return CONTENT_FAULTS.some((name) => name === fault);
}
