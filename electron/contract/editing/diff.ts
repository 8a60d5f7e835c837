import { z } from 'zod';
import { type EditDocument, editDocumentSchema } from './document.ts';

/** One value that changed: `path` names it from the outside in, as `light.exposure`. */
const changeSchema = z
  .object({ path: z.string().regex(/^[a-z][\w.]{0,60}$/i), before: z.json(), after: z.json() })
  .readonly();

/** A step of editing: values before and after. Undo is the same the other way round. */
export const editDiffSchema = z.array(changeSchema).max(100).readonly();
export type EditDiff = z.infer<typeof editDiffSchema>;

type Fields = Readonly<Record<string, unknown>>;

/** What has to change for one document to become the other; empty: nothing. */
export function diffOf(before: EditDocument, after: EditDocument): EditDiff {
  return editDiffSchema.parse(changes(before, after, ''));
}

function changes(before: unknown, after: unknown, path: string): readonly unknown[] {
  if (isGroup(before) && isGroup(after)) {
    return Object.keys(after).flatMap((key) =>
      changes(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function isGroup(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    // A crop is one value: half of it makes no sense.
    !Object.hasOwn(value, 'width')
  );
}

export function reversed(diff: EditDiff): EditDiff {
  return [...diff]
    .reverse()
    .map(({ path, before, after }) => ({ path, before: after, after: before }));
}

/** Throws a ZodError where the diff does not belong to such a document. */
export function applied(document: EditDocument, diff: EditDiff): EditDocument {
  return editDocumentSchema.parse(
    diff.reduce<unknown>(
      (current, { path, after }) => set(current, path.split('.'), after),
      document,
    ),
  );
}

function set(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (!isGroup(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: set(value[key], rest, to) };
}

/** Two steps as one: what dragging a slider leaves behind. */
export function merged(first: EditDiff, second: EditDiff): EditDiff {
  const paths = new Map(first.map((change) => [change.path, change]));
  for (const change of second) {
    const earlier = paths.get(change.path);
    paths.set(change.path, { ...change, before: (earlier ?? change).before });
  }
  return [...paths.values()].filter(
    ({ before, after }) => JSON.stringify(before) !== JSON.stringify(after),
  );
}
