import type { ConfigChange } from '../contract/config-channels.ts';
import { configChangeSchema } from '../contract/config-channels.ts';
import { type ConfigLeaf, describeField, leavesOf } from '../contract/config-fields.ts';
import { keyOf } from './overlay.ts';
import { readDocument } from './read-document.ts';

/**
 * What changes for apps between two documents, in the schema's order: values that one sets and the
 * other doesn't, or sets otherwise. What can't be read counts as not set. Pure.
 */
export function changesBetween(before: unknown, after: unknown): readonly ConfigChange[] {
  const old = leavesIn(before);
  const fresh = leavesIn(after);
  const places = new Map([...old, ...fresh].map(([key, { path }]) => [key, path]));
  return [...places].flatMap(([key, path]) => {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (JSON.stringify(was?.value) === JSON.stringify(is?.value)) return [];
    return configChangeSchema.parse({
      path,
      title: describeField(path).title,
      ...(was === undefined ? {} : { before: was.value }),
      ...(is === undefined ? {} : { after: is.value }),
    });
  });
}

function leavesIn(document: unknown): ReadonlyMap<string, ConfigLeaf> {
  const reading = readDocument(document);
  const leaves = reading.ok ? leavesOf(reading.layer) : [];
  return new Map(leaves.map((leaf) => [keyOf(leaf.path), leaf]));
}
