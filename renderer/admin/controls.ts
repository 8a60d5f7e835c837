import { z } from 'zod';
import { type ConfigPath, branchOf, isPlainObject } from '../../electron/contract/config-fields.ts';

/** How a leaf of the configuration is entered. Read from its JSON Schema, so that a new field needs no code. */
export type Control =
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | {
      readonly kind: 'number';
      readonly min: number | undefined;
      readonly max: number | undefined;
      readonly whole: boolean;
      /** An empty field says "none", not "the default". */
      readonly mayBeNone: boolean;
    }
  | { readonly kind: 'text'; readonly most: number | undefined }
  /** A choice of some, in an order that counts. */
  | { readonly kind: 'order'; readonly options: readonly string[] }
  /** Words, one a line. */
  | { readonly kind: 'lines' }
  /** Anything else. */
  | { readonly kind: 'json' };

const leafSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  items: z.object({ type: z.string().optional(), enum: z.array(z.string()).optional() }).optional(),
  anyOf: z.array(z.record(z.string(), z.unknown())).optional(),
});

export function controlOf(schema: z.ZodType): Control {
  return controlOfLeaf(z.toJSONSchema(schema), false);
}

function controlOfLeaf(json: unknown, mayBeNone: boolean): Control {
  const parsed = leafSchema.safeParse(json);
  if (!parsed.success) return { kind: 'json' };
  const leaf = parsed.data;
  const something = leaf.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (leaf.anyOf !== undefined && something.length === 1 && something.length < leaf.anyOf.length)
    return controlOfLeaf(something[0], true);
  const control = plainControl(leaf);
  // Only a number has an empty state of its own that can mean "none".
  return mayBeNone && control.kind !== 'number'
    ? { kind: 'json' }
    : { ...control, ...(mayBeNone && { mayBeNone }) };
}

function plainControl(leaf: z.infer<typeof leafSchema>): Control {
  switch (leaf.type) {
    case 'boolean':
      return { kind: 'switch' };
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        min: leaf.minimum,
        max: leaf.maximum,
        whole: leaf.type === 'integer',
        mayBeNone: false,
      };
    case 'string':
      return leaf.enum === undefined
        ? { kind: 'text', most: leaf.maxLength }
        : { kind: 'choice', options: leaf.enum };
    case 'array':
      if (leaf.items?.type !== 'string') return { kind: 'json' };
      return leaf.items.enum === undefined
        ? { kind: 'lines' }
        : { kind: 'order', options: leaf.items.enum };
    default:
      return { kind: 'json' };
  }
}

/** The keys below a branch: those of its schema, or those that are there. */
export function keysBelow(schema: z.ZodType, values: readonly unknown[]): readonly string[] {
  const branch = branchOf(schema);
  if (branch === null) return [];
  if (branch.kind === 'object') return Object.keys(branch.shape);
  return [
    ...new Set(values.flatMap((value) => (isPlainObject(value) ? Object.keys(value) : []))),
  ].toSorted();
}

/** The keys that a record may have, where they are but a few; null: people choose them. */
export function keyChoices(key: z.ZodType): readonly string[] | null {
  return leafSchema.safeParse(z.toJSONSchema(key)).data?.enum ?? null;
}

/** Whether something that is wrong there concerns this field or what is below it. */
export function isWithin(path: ConfigPath, place: ConfigPath): boolean {
  return path.every((key, index) => place[index] === key);
}
