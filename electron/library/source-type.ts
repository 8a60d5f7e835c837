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
  const types = lineOf(version, versions).flatMap(({ madeBy }) =>
    madeBy === null ? [] : [sources[madeBy.operation] ?? 'compositeWithTrainedAlgorithmicMedia'],
  );
  const order: readonly SourceType[] = [
    'trainedAlgorithmicMedia',
    'compositeWithTrainedAlgorithmicMedia',
    'algorithmicallyEnhanced',
  ];
  return order.find((type) => types.includes(type)) ?? null;
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
