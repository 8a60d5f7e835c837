import { z } from 'zod';
import { type OperationId, operations } from '../contract/operations.ts';

/** An operation's options by name. */
export function optionsOf(operation: OperationId): Readonly<Record<string, z.ZodType>> {
  return operations[operation].options.shape;
}

/** `aspectRatio` → `aspect-ratio`. */
export function optionFlag(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  anyOf: z.array(z.object({ const: z.union([z.string(), z.number()]) })).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.unknown().optional(),
});
const objectSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

export interface OptionHelp {
  readonly flag: string;
  /** "2 | 4", "0 to 1", "text". */
  readonly takes: string;
  readonly required: boolean;
  readonly fallback: string | null;
}

/** What the help says about an operation's options, read from its schema. */
export function describeOptions(operation: OperationId): readonly OptionHelp[] {
  const schema = objectSchema.parse(z.toJSONSchema(operations[operation].options, { io: 'input' }));
  return Object.entries(schema.properties).map(([name, property]) => ({
    flag: `--${optionFlag(name)}`,
    takes: takes(property),
    required: schema.required.includes(name),
    fallback:
      property.default === undefined || property.default === ''
        ? null
        : JSON.stringify(property.default).replaceAll('"', ''),
  }));
}

function takes({
  type,
  enum: values,
  anyOf,
  minimum,
  maximum,
}: z.infer<typeof propertySchema>): string {
  if (values !== undefined) return values.join(' | ');
  if (anyOf !== undefined) return anyOf.map((choice) => choice.const).join(' | ');
  if (type === 'boolean') return 'true | false';
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return type === 'string' ? 'text' : (type ?? 'value');
}
