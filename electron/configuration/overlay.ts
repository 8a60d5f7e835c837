import type { z } from 'zod';
import {
  type ConfigLayer,
  type ConfigPath,
  branchOf,
  childOf,
  describeField,
  isPlainObject,
  leavesOf,
} from '../contract/config-fields.ts';
import { type ConfigEntry, configEntrySchema } from '../contract/config-channels.ts';
import {
  type ConfigOrigin,
  type Configuration,
  configurationSchema,
} from '../contract/remote-config.ts';

/** What one origin says; in the order of their precedence, the weakest first. */
export interface OriginLayer {
  readonly origin: Exclude<ConfigOrigin, 'built-in'>;
  readonly layer: ConfigLayer;
}

/** The defaults with the layers over them, leaf by leaf. Pure; valid if its parts are. */
export function overlay(base: Configuration, layers: readonly ConfigLayer[]): Configuration {
  const laid = layers.reduce<unknown>((under, over) => lay(configurationSchema, under, over), base);
  return laid as Configuration;
}

function lay(schema: z.ZodType, under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  const branch = branchOf(schema);
  if (branch === null || !isPlainObject(over)) return over;
  const below = isPlainObject(under) ? under : {};
  const keys = new Set([...Object.keys(below), ...Object.keys(over)]);
  const fields = [...keys].flatMap((key): [string, unknown][] => {
    const child = childOf(branch, key);
    if (child === null) return [];
    const value = lay(child, own(below, key), own(over, key));
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(fields);
}

function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Every value in force, with its origin: the last that names it. Pure. */
export function entriesOf(
  base: Configuration,
  layers: readonly OriginLayer[],
): readonly ConfigEntry[] {
  const origins = new Map<string, ConfigOrigin>();
  for (const { origin, layer } of layers) {
    for (const { path } of leavesOf(layer)) origins.set(keyOf(path), origin);
  }
  const effective = overlay(
    base,
    layers.map(({ layer }) => layer),
  );
  return leavesOf(effective).map(({ path, value }) =>
    configEntrySchema.parse({
      path,
      value,
      title: describeField(path).title,
      origin: origins.get(keyOf(path)) ?? 'built-in',
    }),
  );
}

/** Names of models have dots: a path can't be joined by one. */
export function keyOf(path: ConfigPath): string {
  return JSON.stringify(path);
}
