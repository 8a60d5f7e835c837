import type { Version } from '../contract/library.ts';
import type { SourceType } from '../contract/metadata.ts';
import type { OperationId } from '../contract/operations.ts';

/** Operations that don't make all of a picture anew, or that invent nothing. */
const sources: Readonly<Partial<Record<OperationId, SourceType>>> = {
  generate: 'trainedAlgorithmicMedia',
  vary: 'trainedAlgorithmicMedia',
  upscale: 'algorithmicallyEnhanced',
  'remove-background': 'algorithmicallyEnhanced',
};

/**
 * What models had to do with a version, by the strongest of the operations that led to it from its
 * original; null: nothing.
 */
export function sourceTypeOf(version: Version, versions: readonly Version[]): SourceType | null {
  return sourceTypeOfAll(
    lineOf(version, versions).flatMap(({ madeBy }) => (madeBy === null ? [] : [madeBy.operation])),
  );
}

/** The same for operations that one picture went through. */
export function sourceTypeOfAll(operations: readonly OperationId[]): SourceType | null {
  const types = operations.map(
    (operation) => sources[operation] ?? 'compositeWithTrainedAlgorithmicMedia',
  );
  const order: readonly SourceType[] = [
    'trainedAlgorithmicMedia',
    'compositeWithTrainedAlgorithmicMedia',
    'algorithmicallyEnhanced',
  ];
  return order.find((type) => types.includes(type)) ?? null;
}

/** Whether somebody edited a version by hand, or one that it was made of. */
export function isEdited(version: Version, versions: readonly Version[]): boolean {
  return lineOf(version, versions).some(({ edited }) => edited !== undefined);
}

/** A version and those that it was made of, as far as they are still there. */
function lineOf(version: Version, versions: readonly Version[]): readonly Version[] {
  const line: Version[] = [];
  let next: Version | undefined = version;
  while (next !== undefined && !line.includes(next)) {
    line.push(next);
    const parent: Version['id'] | null = next.madeBy?.parent ?? next.edited?.parent ?? null;
    next = versions.find(({ id }) => id === parent);
  }
  return line;
}
