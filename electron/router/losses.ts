import {
  type OperationCall,
  type OperationId,
  operationIds,
  operations,
} from '../contract/operations.ts';
import type { Capability } from '../contract/providers.ts';
import type { Loss } from '../contract/receipt.ts';
import type { ProcessingRequest } from '../providers/provider.ts';

/** Operations whose result is the same picture, changed: it keeps the input's size. */
const samePicture: ReadonlySet<OperationId> = new Set<OperationId>([
  'edit',
  'inpaint',
  'erase',
  'search-and-replace',
  'recolor',
  'remove-background',
  'replace-background',
]);

/** Whether the result must have the input's size. */
export function promisesSize(operation: OperationId): boolean {
  return samePicture.has(operation);
}

/** Whether the result is worthless without transparency. */
export function promisesAlpha(call: OperationCall): boolean {
  return (
    call.operation === 'remove-background' ||
    (call.operation === 'generate' && call.options.transparent)
  );
}

/** What a capability would silently drop of a request; empty: nothing. */
export function lossesOf(request: ProcessingRequest, capability: Capability): readonly Loss[] {
  const { call, image, hasMask, reference } = request;
  const losses: Loss[] = [];
  const makesImage = operations[call.operation].output === 'image';
  if (hasMask && capability.mask === null) losses.push({ what: 'mask' });
  if (reference !== null && capability.reference === undefined) losses.push({ what: 'reference' });
  if (
    makesImage &&
    !capability.alpha &&
    (promisesAlpha(call) || keepsAlpha(call, image?.hasAlpha))
  ) {
    losses.push({ what: 'transparency' });
  }
  if (image !== null && promisesSize(call.operation) && !capability.keepsSize) {
    losses.push({ what: 'size' });
  }
  for (const option of givenOptions(call)) {
    if (capability.honours.includes(option) || capability.when?.[option] !== undefined) continue;
    const isSaidAlready = option === 'transparent' && !capability.alpha;
    if (isSaidAlready) continue;
    losses.push(option === 'seed' ? { what: 'seed' } : { what: 'option', option });
  }
  return losses;
}

function keepsAlpha(call: OperationCall, inputHasAlpha: boolean | undefined): boolean {
  return inputHasAlpha === true && call.operation !== 'replace-background';
}

/** The options whose value differs from their default: only those can be lost. */
function givenOptions(call: OperationCall): readonly string[] {
  const defaults = defaultsOf[call.operation];
  return Object.entries(call.options)
    .filter(([option, value]) => value !== undefined && !Object.is(value, defaults[option]))
    .map(([option]) => option);
}

type Defaults = Readonly<Record<string, unknown>>;

const defaultsOf = Object.fromEntries(
  operationIds.map((operation) => [operation, readDefaults(operation)]),
) as Record<OperationId, Defaults>;

function readDefaults(operation: OperationId): Defaults {
  return Object.fromEntries(
    Object.entries(operations[operation].options.shape).map(([option, schema]) => [
      option,
      schema.safeParse(undefined).data,
    ]),
  );
}
