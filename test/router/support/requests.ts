import { randomUUID } from 'node:crypto';
import type { JobId } from '../../../electron/contract/ids.ts';
import {
  type OperationId,
  operations,
  parseOperationCall,
} from '../../../electron/contract/operations.ts';
import {
  type RunCallbacks,
  type RunRequest,
  noConsents,
} from '../../../electron/router/route-request.ts';
import { facts } from './fake-images.ts';

const requiredOptions: Partial<Record<OperationId, object>> = {
  ask: { question: 'What is this?' },
  generate: { prompt: 'a red bicycle' },
  edit: { prompt: 'make it red' },
  inpaint: { prompt: 'a red bicycle' },
  outpaint: { left: 100 },
  'search-and-replace': { search: 'car', prompt: 'bicycle' },
  recolor: { select: 'bicycle', prompt: 'red' },
  'replace-background': { prompt: 'a beach' },
  restyle: { prompt: 'as an etching' },
};

/** A request of a job of its own for an operation, with the least options that it needs. */
export function requestFor(
  operation: OperationId,
  changes: Partial<RunRequest> & { readonly options?: object } = {},
): RunRequest {
  const { options, ...others } = changes;
  const takesImage = operations[operation].input === 'image';
  const takesMask = operations[operation].mask === 'required';
  const takesReference = operations[operation].reference === 'required';
  return {
    jobId: randomUUID() as JobId,
    call: parseOperationCall(operation, { ...requiredOptions[operation], ...options }),
    image: takesImage ? facts : null,
    hasMask: takesMask,
    source: takesImage ? { path: '/photo.png', hash: 'a'.repeat(64) } : null,
    mask: takesMask ? { path: '/mask.png', hash: 'b'.repeat(64) } : null,
    reference: takesReference ? facts : null,
    referenceSource: takesReference ? { path: '/style.png', hash: 'd'.repeat(64) } : null,
    acceptLosses: false,
    consents: noConsents,
    exclude: [],
    ...others,
  };
}

export const silent: RunCallbacks = {
  onStep: () => undefined,
  onAttempt: () => undefined,
  onProgress: () => undefined,
  onText: () => undefined,
  onPartialImage: () => undefined,
};

export const never: AbortSignal = new AbortController().signal;
