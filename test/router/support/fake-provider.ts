import { appError } from '../../../electron/contract/app-error.ts';
import { type CostEstimate, freeOfCharge } from '../../../electron/contract/money.ts';
import { type OperationId, operations } from '../../../electron/contract/operations.ts';
import type {
  Capability,
  HealthStatus,
  ImageLimits,
  ProviderId,
} from '../../../electron/contract/providers.ts';
import {
  type AiProvider,
  type AttemptContext,
  type FailureClass,
  type FailureDetails,
  type PreparedRequest,
  type ProcessingResult,
  ProviderFailure,
  type ProviderOutput,
} from '../../../electron/providers/provider.ts';
import type { Clock, ConnectedProvider } from '../../../electron/router/ports.ts';

export const anyImage: ImageLimits = {
  formats: ['png', 'jpeg'],
  maxBytes: 10_000_000,
  minPixels: 1,
  maxPixels: 64_000_000,
  minSide: 1,
  maxSide: 16_384,
  minRatio: 0.01,
  maxRatio: 100,
  multipleOf: 1,
};

/** A capability that loses nothing, unless told otherwise. */
export function capabilityFor(
  operation: OperationId,
  changes: Partial<Capability> = {},
): Capability {
  const definition = operations[operation];
  return {
    operation,
    model: 'model-1',
    image: definition.input === 'image' ? anyImage : null,
    mask: definition.mask === 'required' ? { polarity: 'white-edits', maxBytes: 4_000_000 } : null,
    ...(definition.reference === 'required' ? { reference: anyImage } : {}),
    honours: Object.keys(definition.options.shape),
    alpha: true,
    keepsSize: true,
    streams: 'nothing',
    quality: 50,
    typicalMs: 5000,
    ...changes,
  };
}

export function costing(micros: number): CostEstimate {
  return micros === 0 ? freeOfCharge : { low: micros, high: micros, exact: true, basis: 'a test' };
}

export type Behaviour = (
  request: PreparedRequest,
  context: AttemptContext,
) => Promise<ProcessingResult>;

export interface FakeProvider extends ConnectedProvider {
  readonly provider: AiProvider;
  /** How often it was asked. */
  readonly calls: readonly PreparedRequest[];
}

export interface FakeProviderSketch {
  readonly id: ProviderId;
  readonly cost?: number;
  readonly local?: boolean;
  readonly configured?: boolean;
  readonly capabilities?: readonly Capability[];
  readonly operations?: readonly OperationId[];
  /** One for each call in turn; the last one stays. */
  readonly behaviours?: readonly Behaviour[];
  readonly health?: () => Promise<HealthStatus>;
  readonly resume?: NonNullable<AiProvider['resume']>;
}

const everyOperation = Object.keys(operations) as OperationId[];

export function createFakeProvider(sketch: FakeProviderSketch): FakeProvider {
  const { id, cost = 0, local = false, configured = true, behaviours = [succeeding()] } = sketch;
  const calls: PreparedRequest[] = [];
  const capabilities =
    sketch.capabilities ?? (sketch.operations ?? everyOperation).map((name) => capabilityFor(name));
  return {
    configured,
    simulated: false,
    local,
    calls,
    provider: {
      id,
      capabilities,
      getCostEstimate: () => costing(cost),
      getHealth: sketch.health ?? (async () => ({ status: 'ok', latencyMs: 1 })),
      processImage(request, context) {
        calls.push(request);
        const behaviour = behaviours[Math.min(calls.length, behaviours.length) - 1];
        if (behaviour === undefined) throw new Error('a provider without behaviour');
        return behaviour(request, context);
      },
      ...(sketch.resume === undefined ? {} : { resume: sketch.resume }),
    },
  };
}

/** What a provider answers when all is well. */
export function succeeding(result: Partial<ProcessingResult> = {}): Behaviour {
  return async ({ call }, { folder }) => ({
    output: outputOf(call.operation, folder),
    cost: null,
    ...result,
  });
}

function outputOf(operation: OperationId, folder: string): ProviderOutput {
  const { output } = operations[operation];
  switch (output) {
    case 'image':
      return { kind: 'images', files: [{ path: `${folder}/answer.png`, mediaType: 'image/png' }] };
    case 'text':
      return { kind: 'text', text: 'a red bicycle' };
    case 'tags':
      return { kind: 'tags', tags: [{ label: 'bicycle', confidence: 0.9 }] };
    case 'verdict':
      return { kind: 'verdict', verdict: 'likely-safe', scores: {} };
  }
}

const typicalErrors = {
  wait: 'provider-rate-limited',
  'fail-over': 'provider-unreachable',
  account: 'provider-bad-key',
  fix: 'provider-rejected-input',
  policy: 'provider-refused',
  ambiguous: 'provider-may-have-billed',
  'bad-output': 'provider-bad-output',
  cancelled: 'cancelled',
} as const satisfies Record<FailureClass, string>;

export function failing(
  failureClass: FailureClass,
  details: Partial<FailureDetails> = {},
): Behaviour {
  return () =>
    Promise.reject(
      new ProviderFailure({
        class: failureClass,
        error: appError(typicalErrors[failureClass]),
        ...details,
      }),
    );
}

/** Answers after so many milliseconds; stops when it is told to. */
export function slowly(clock: Clock, milliseconds: number, then: Behaviour): Behaviour {
  return async (request, context) => {
    await clock.sleep(milliseconds, context.signal);
    if (context.signal.aborted) return failing('cancelled')(request, context);
    return then(request, context);
  };
}

/** Never answers; stops when it is told to, unless it doesn't listen. */
export function hanging({ deaf = false } = {}): Behaviour {
  return (_request, { signal }) =>
    new Promise((_resolve, reject) => {
      if (deaf) return;
      signal.addEventListener('abort', () =>
        reject(new ProviderFailure({ class: 'cancelled', error: appError('cancelled') })),
      );
    });
}
