import { describe, expect, it } from 'vitest';
import { jobRequestSchema } from '../../electron/contract/jobs.ts';
import {
  type Draft,
  jobRequests,
  obstacleOf,
  previewRequest,
} from '../../renderer/studio/job-requests.ts';
import { assetId, blobOf, versionId } from './recorded/data.ts';

const target = (n: number) => ({ assetId: assetId(n), versionId: versionId(n) });
const draft: Draft = {
  operation: 'describe',
  values: {},
  targets: [target(1), target(2)],
  reference: null,
  pin: null,
  acceptLosses: false,
  variants: 1,
};
const painted = (): boolean => true;
const unpainted = (): boolean => false;

describe('a draft', () => {
  it.each([
    ['an image', { targets: [] }, { kind: 'no-image' }],
    ['a prompt', { operation: 'edit' }, { kind: 'missing', field: 'prompt' }],
    [
      'more than blanks as prompt',
      { operation: 'edit', values: { prompt: '  ' } },
      { kind: 'missing', field: 'prompt' },
    ],
    ['a growing side', { operation: 'outpaint' }, { kind: 'incomplete' }],
    ['a mask', { operation: 'erase' }, { kind: 'no-mask' }],
    ['a reference', { operation: 'style-transfer' }, { kind: 'no-reference' }],
  ] as const)('cannot run without %s', (_what, change, obstacle) => {
    expect(obstacleOf({ ...draft, ...change }, unpainted)).toEqual(obstacle);
  });

  it('runs when all is there', () => {
    expect(obstacleOf(draft, unpainted)).toBeNull();
    expect(obstacleOf({ ...draft, operation: 'erase' }, painted)).toBeNull();
    expect(
      obstacleOf(
        { ...draft, operation: 'generate', values: { prompt: 'fog' }, targets: [] },
        unpainted,
      ),
    ).toBeNull();
  });
});

describe('requests', () => {
  it('are one for each image, each with its own mask, and the engine takes them', () => {
    const mask = blobOf(7);
    const requests = jobRequests({ ...draft, operation: 'erase' }, new Map([[versionId(2), mask]]));
    expect(requests.map((request) => request.mask)).toEqual([null, mask]);
    for (const request of requests) expect(jobRequestSchema.safeParse(request).success).toBe(true);
  });

  it('share the reference, and leave it at home where none is taken', () => {
    const reference = target(3);
    const referred = { ...draft, reference };
    expect(
      jobRequests({ ...referred, operation: 'style-transfer' }, new Map()).map(
        (request) => request.reference,
      ),
    ).toEqual([reference, reference]);
    expect(jobRequests(referred, new Map())[0]?.reference).toBeNull();
  });

  it('are one in all where no image goes in', () => {
    const requests = jobRequests(
      { ...draft, operation: 'generate', values: { prompt: 'fog' } },
      new Map(),
    );
    expect(requests.map((request) => request.input)).toEqual([null]);
  });

  it('carry the chosen provider', () => {
    const pin = { provider: 'stability', model: 'core' } as const;
    expect(jobRequests({ ...draft, pin }, new Map())[0]).toMatchObject({ policy: 'pinned', pin });
  });
});

describe('the question of price', () => {
  it('is asked before the prompt is written, and for all candidates', () => {
    const request = previewRequest({
      ...draft,
      operation: 'edit',
      pin: { provider: 'openai', model: 'x' },
    });
    expect(jobRequestSchema.safeParse(request).success).toBe(true);
    expect(request?.pin).toBeUndefined();
  });

  it('is asked before the mask is painted, as for an operation with one', () => {
    expect(previewRequest({ ...draft, operation: 'erase' })?.mask).toMatch(/^0{64}$/);
    expect(previewRequest(draft)?.mask).toBeNull();
  });

  it('is not asked without an image', () => {
    expect(previewRequest({ ...draft, targets: [] })).toBeNull();
  });
});

describe('variants', () => {
  const three: Draft = {
    ...draft,
    operation: 'search-and-replace',
    values: { search: 'sun', prompt: 'balloon', seed: 4_294_967_293 },
    variants: 3,
  };

  it('are a set of each image, numbered, and never twins by their seeds', () => {
    const requests = jobRequests(three, new Map()).map((one) => jobRequestSchema.parse(one));
    expect(requests.map(({ variant }) => variant?.number)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(new Set(requests.map(({ variant }) => variant?.set)).size).toBe(2);
    const seeds = requests
      .slice(0, 3)
      .map(({ call }) => 'seed' in call.options && call.options.seed);
    expect(seeds).toEqual([4_294_967_293, 4_294_967_294, 1]);
  });

  it('cost as much as one, so that one is asked about', () => {
    expect(previewRequest(three)?.variant).toBeUndefined();
  });
});
