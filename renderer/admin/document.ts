import { type ConfigPath, isPlainObject } from '../../electron/contract/config-fields.ts';

/** A document as it is edited: it may be wrong in any way. */
export type Draft = Readonly<Record<string, unknown>>;

/** What a draft says at a path; undefined: nothing, so the app's default counts. */
export function valueAt(draft: unknown, path: ConfigPath): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return draft;
  if (!isPlainObject(draft) || !Object.hasOwn(draft, key)) return undefined;
  return valueAt(draft[key], rest);
}

/** The draft with a value at a path; branches on the way there are made. */
export function withValue(draft: Draft, path: ConfigPath, value: unknown): Draft {
  const [key, ...rest] = path;
  if (key === undefined) return draft;
  const below = draft[key];
  return {
    ...draft,
    [key]: rest.length === 0 ? value : withValue(isPlainObject(below) ? below : {}, rest, value),
  };
}

/** The draft without what it says at a path; a branch that says nothing any more goes too. */
export function withoutValue(draft: Draft, path: ConfigPath): Draft {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(draft, key)) return draft;
  const { [key]: below, ...others } = draft;
  if (rest.length === 0 || !isPlainObject(below)) return others;
  const left = withoutValue(below, rest);
  return Object.keys(left).length === 0 ? others : { ...draft, [key]: left };
}

/** Whether two documents say the same, in whatever order. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}
