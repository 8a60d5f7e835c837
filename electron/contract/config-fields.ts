import { z } from 'zod';
import { type Configuration, configSchemaVersion, configurationSchema } from './remote-config.ts';

/**
 * The configuration's schema as a tree: objects and records are branches; everything else, a list
 * or one of several shapes included, is a leaf that is replaced as a whole.
 */

type Whole = string | number | boolean | null | readonly unknown[] | { readonly unit: string };

/** Everything may be left out, at every depth. */
type Partially<Value> = Value extends Whole
  ? Value
  : { readonly [Key in keyof Value]?: Partially<Value[Key]> | undefined };

/** A part of a configuration, laid over what is below it. */
export type ConfigLayer = Partially<Configuration>;

/** A published document: a layer that says which schema it was written for. */
export type ConfigDocument = ConfigLayer & { readonly schemaVersion: string };

/** Keys from the outside in; names of models have dots of their own. */
export type ConfigPath = readonly string[];

export type ConfigBranch =
  | { readonly kind: 'object'; readonly shape: Readonly<Record<string, z.ZodType>> }
  | { readonly kind: 'record'; readonly key: z.ZodType; readonly value: z.ZodType };

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

/** What is below a schema, or null for a leaf. */
export function branchOf(schema: z.ZodType): ConfigBranch | null {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return { kind: 'object', shape: inner.shape };
  }
  if (inner instanceof z.ZodRecord) {
    return { kind: 'record', key: inner.keyType as z.ZodType, value: inner.valueType as z.ZodType };
  }
  return null;
}

/** The schema below a branch's key; null: no such key. */
export function childOf(branch: ConfigBranch, key: string): z.ZodType | null {
  if (branch.kind === 'object') {
    return Object.hasOwn(branch.shape, key) ? (branch.shape[key] ?? null) : null;
  }
  return branch.key.safeParse(key).success ? branch.value : null;
}

/** The schema at a path; null: there is none. */
export function schemaAt(path: ConfigPath): z.ZodType | null {
  let schema: z.ZodType | null = configurationSchema;
  for (const key of path) {
    const branch: ConfigBranch | null = schema && branchOf(schema);
    schema = branch && childOf(branch, key);
  }
  return schema;
}

/** A field's title and description; a key that people chose is its own title. */
export function describeField(path: ConfigPath): { title: string; description: string } {
  const schema = schemaAt(path);
  const parent = schemaAt(path.slice(0, -1));
  const own = schema === null ? {} : metaOf(schema);
  const named = parent !== null && branchOf(parent)?.kind === 'record';
  return {
    title: (named ? undefined : own.title) ?? path.at(-1) ?? '',
    description: own.description ?? '',
  };
}

function metaOf(schema: z.ZodType): {
  title?: string | undefined;
  description?: string | undefined;
} {
  const meta = schema.meta();
  if (meta !== undefined) return meta;
  const inner = unwrap(schema);
  return inner === schema ? {} : (inner.meta() ?? {});
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ConfigLeaf {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** Every leaf that a valid layer sets, in the schema's order. */
export function leavesOf(layer: ConfigLayer): readonly ConfigLeaf[] {
  return below(configurationSchema, layer, []);
}

function below(schema: z.ZodType, value: unknown, path: ConfigPath): readonly ConfigLeaf[] {
  if (value === undefined) return [];
  const branch = branchOf(schema);
  if (branch === null) return [{ path, value }];
  if (!isPlainObject(value)) return [];
  const keys = branch.kind === 'object' ? Object.keys(branch.shape) : Object.keys(value).sort();
  return keys.flatMap((key) => {
    const child = childOf(branch, key);
    return child === null ? [] : below(child, value[key], [...path, key]);
  });
}

/** The same tree with everything optional. */
function partially(schema: z.ZodType): z.ZodType {
  const branch = branchOf(schema);
  if (branch === null) return unwrap(schema);
  if (branch.kind === 'object') {
    const fields = Object.entries(branch.shape).map(([key, child]): [string, z.ZodType] => [
      key,
      partially(child).optional(),
    ]);
    return z.object(Object.fromEntries(fields)).readonly();
  }
  const record = z.partialRecord(branch.key as z.ZodString, partially(branch.value));
  return record.readonly();
}

/** Unknown keys are dropped. */
export const configLayerSchema = partially(configurationSchema) as z.ZodType<ConfigLayer>;

export const currentSchemaVersion = `${configSchemaVersion.major}.${configSchemaVersion.minor}`;
