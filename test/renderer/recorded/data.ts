import type { BudgetStatus } from '../../../electron/contract/usage.ts';
import {
  type AssetId,
  type JobId,
  type VersionId,
  assetIdSchema,
  jobIdSchema,
  versionIdSchema,
  attemptIdSchema,
} from '../../../electron/contract/ids.ts';
import type { ImageFacts } from '../../../electron/contract/images.ts';
import type { Asset, Version } from '../../../electron/contract/library.ts';
import { freeOfCharge } from '../../../electron/contract/money.ts';
import type { OperationId } from '../../../electron/contract/operations.ts';
import type { ProviderId, ProviderInfo } from '../../../electron/contract/providers.ts';
import type { Candidate, Receipt, Route } from '../../../electron/contract/receipt.ts';
import { stabilityCapabilities } from '../../../electron/providers/stability/capabilities.ts';

/** A Sunday morning in November: fixed, so that pictures of the window do not change. */
export const recordedAt = Date.UTC(2026, 10, 22, 9, 30);

const uuid = (kind: number, n: number): string =>
  `00000000-0000-4000-8000-${String(kind).padStart(4, '0')}${String(n).padStart(8, '0')}`;
export const assetId = (n: number): AssetId => assetIdSchema.parse(uuid(1, n));
export const versionId = (n: number): VersionId => versionIdSchema.parse(uuid(2, n));
export const jobId = (n: number): JobId => jobIdSchema.parse(uuid(3, n));
const attemptId = (n: number) => attemptIdSchema.parse(uuid(4, n));
/** The server of the recorded page draws the picture of a hash from these digits. */
export const blobOf = (n: number): string => n.toString(16).padStart(64, '0');

function facts(change: Partial<ImageFacts> = {}): ImageFacts {
  return {
    format: 'jpeg',
    width: 6000,
    height: 4000,
    bytes: 9_420_000,
    hasAlpha: false,
    frames: 1,
    orientation: 1,
    colorProfile: 'sRGB IEC61966-2.1',
    bitsPerChannel: 8,
    takenAt: '2026-10-03T17:12:44',
    camera: 'Fujifilm X-T5',
    hasGps: true,
    ...change,
  };
}

export function asset(n: number, name: string, change: Partial<ImageFacts> = {}): Asset {
  return {
    id: assetId(n),
    name,
    createdAt: recordedAt - n * 60_000,
    updatedAt: recordedAt - n * 60_000,
    originalVersionId: versionId(n * 10),
    latest: { id: versionId(n * 10), blob: blobOf(n * 16), facts: facts(change) },
    versionCount: 1,
    tags: [],
    providers: [],
    simulated: false,
    rating: 0,
    label: null,
    sync: 'no-account',
    missing: false,
  };
}

export const recordedAssets: readonly Asset[] = [
  asset(1, 'lake-at-dusk.jpg'),
  asset(2, 'north-ridge.heic', { format: 'heif', bytes: 4_100_000 }),
  asset(3, 'logo-draft.png', {
    format: 'png',
    width: 1200,
    height: 1200,
    hasAlpha: true,
    bytes: 310_000,
  }),
  asset(4, 'harbour.jpg', { width: 4000, height: 6000 }),
  ...Array.from({ length: 36 }, (_, index) => asset(index + 5, `IMG_${4100 + index}.jpg`)),
];

export function originalOf(of: Asset): Version {
  return {
    id: of.originalVersionId,
    assetId: of.id,
    blob: of.latest.blob,
    facts: of.latest.facts,
    createdAt: of.createdAt,
    madeBy: null,
  };
}

interface CandidateSketch {
  readonly provider: ProviderId;
  readonly model: string;
  /** Millionths of a dollar. */
  readonly price: number;
  readonly ms: number;
  readonly more?: Partial<Candidate>;
}

function candidate({ provider, model, price, ms, more = {} }: CandidateSketch): Candidate {
  return {
    provider,
    model,
    estimate:
      price === 0
        ? freeOfCharge
        : { low: price, high: price, exact: true, basis: '1 image × list price' },
    expectedMs: ms,
    measured: price !== 0,
    quality: 80,
    local: provider === 'on-device',
    simulated: provider !== 'on-device',
    losses: [],
    ...more,
  };
}

const words = [
  candidate({ provider: 'openai', model: 'gpt-5-mini', price: 1400, ms: 2600 }),
  candidate({ provider: 'anthropic', model: 'claude-haiku-4-5', price: 3100, ms: 2100 }),
];
const local = candidate({
  provider: 'on-device',
  model: 'esrgan-slim',
  price: 0,
  ms: 48_000,
  more: { measured: false },
});
const pictures = [
  candidate({ provider: 'openai', model: 'gpt-image-1', price: 42_000, ms: 24_000 }),
  candidate({
    provider: 'stability',
    model: 'stable-image-edit',
    price: 50_000,
    ms: 9000,
    more: { losses: [{ what: 'transparency' }] },
  }),
];
const readers: readonly OperationId[] = [
  'describe',
  'alt-text',
  'tags',
  'ocr',
  'ask',
  'content-check',
];

export function routeOf(operation: OperationId): Route {
  const cutOut = candidate({
    provider: 'on-device',
    model: 'selfie',
    price: 0,
    ms: 900,
    more: { caveat: 'people-only', measured: false },
  });
  const candidates = readers.includes(operation)
    ? words
    : operation === 'upscale'
      ? [local, ...pictures.slice(1)]
      : operation === 'remove-background'
        ? [cutOut, ...pictures.slice(1)]
        : pictures;
  return {
    policy: 'primary-first',
    candidates,
    excluded: [
      { provider: 'compatible', model: null, reason: 'not-configured', losses: [] },
      { provider: 'cloud', model: null, reason: 'does-not-offer', losses: [] },
    ],
  };
}

/** The same for somebody who works on the device only. */
export function onDeviceOnly(route: Route): Route {
  const elsewhere = route.candidates.filter(({ local: stays }) => !stays);
  return {
    policy: 'private',
    candidates: route.candidates.filter(({ local: stays }) => stays),
    excluded: [
      ...elsewhere.map(({ provider }) => ({
        provider,
        model: null,
        reason: 'not-private' as const,
        losses: [],
      })),
      ...route.excluded,
    ],
  };
}

/** A receipt of a first provider that failed and a second one that answered. */
export function receiptOf(operation: OperationId, now: number): Receipt {
  const route = routeOf(operation);
  const first = route.candidates[0];
  const last = route.candidates.at(-1);
  if (!first || !last) throw new Error('a route has candidates');
  const start = now - 6400;
  return {
    route,
    attempts: [
      {
        id: attemptId(1),
        provider: first.provider,
        model: first.model,
        startedAt: start,
        endedAt: start + 1200,
        waitedMs: 0,
        outcome: 'fail-over',
        error: {
          kind: 'provider-overloaded',
          retryable: true,
          action: 'retry',
          params: { provider: first.provider },
        },
        cost: 0,
        requestId: 'req_7f3a91c2e5',
      },
      {
        id: attemptId(2),
        provider: last.provider,
        model: last.model,
        startedAt: start + 1700,
        endedAt: now,
        waitedMs: 500,
        outcome: 'succeeded',
        cost: last.estimate.low,
        requestId: 'req_01hq9m4k2x',
      },
    ],
    provider: last.provider,
    model: last.model,
    simulated: last.simulated,
    cache: 'miss',
    estimate: first.estimate,
    cost: last.estimate.low,
    losses: [],
    startedAt: start,
    endedAt: now,
  };
}

function providerInfo(id: ProviderId, change: Partial<ProviderInfo> = {}): ProviderInfo {
  return {
    id,
    configured: true,
    simulated: id !== 'on-device',
    keyHint: null,
    health: { status: 'ok', latencyMs: 180 },
    capabilities: [],
    ...change,
  };
}

export const recordedProviders: readonly ProviderInfo[] = [
  providerInfo('on-device'),
  providerInfo('openai', { keyHint: '4f2a' }),
  providerInfo('anthropic', { health: { status: 'down', reason: 'overloaded' } }),
  providerInfo('stability', {
    health: { status: 'account', reason: 'no-credit' },
    capabilities: stabilityCapabilities.filter(({ operation }) => operation === 'outpaint'),
  }),
  providerInfo('compatible', {
    configured: false,
    simulated: false,
    health: { status: 'not-configured' },
  }),
];

export const recordedBudget: BudgetStatus = {
  day: { spent: 420_000, reserved: 42_000, limit: 2_000_000 },
  month: { spent: 6_310_000, reserved: 42_000, limit: 20_000_000 },
};
