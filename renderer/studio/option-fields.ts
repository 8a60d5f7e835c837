import { z } from 'zod';
import { type OperationId, operations } from '../../electron/contract/operations.ts';

/** One control of the operation panel, derived from a field of the operation's schema. */
export type OptionField = { readonly name: string; readonly required: boolean } & (
  | { readonly control: 'textarea'; readonly maxLength: number }
  | {
      readonly control: 'choice';
      readonly options: readonly (string | number)[];
      readonly initial: string | number;
    }
  | {
      readonly control: 'slider' | 'pixels';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly initial: number;
    }
  | { readonly control: 'toggle'; readonly initial: boolean }
  | { readonly control: 'seed'; readonly min: number; readonly max: number }
  | { readonly control: 'language'; readonly initial: string }
);

/** The part of JSON Schema that options use. */
const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  anyOf: z.array(z.object({ const: z.union([z.string(), z.number()]) })).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  control: z.enum(['textarea', 'slider', 'seed', 'pixels', 'language']).optional(),
  step: z.number().optional(),
});
const objectSchema = z.object({
  properties: z.record(z.string(), propertySchema),
  required: z.array(z.string()).default([]),
});

const known = new Map<OperationId, readonly OptionField[]>();

/** The controls of an operation, in the schema's order. */
export function optionFields(operation: OperationId): readonly OptionField[] {
  const before = known.get(operation);
  if (before) return before;
  const { properties, required } = objectSchema.parse(
    z.toJSONSchema(operations[operation].options, { io: 'input' }),
  );
  const fields = Object.entries(properties).map(([name, property]) =>
    toField({ name, required: required.includes(name) }, property),
  );
  known.set(operation, fields);
  return fields;
}

function toField(
  base: { readonly name: string; readonly required: boolean },
  property: z.infer<typeof propertySchema>,
): OptionField {
  const initial = property.default;
  const choices = property.enum ?? property.anyOf?.map((choice) => choice.const);
  if (choices) {
    const first = typeof initial === 'boolean' ? undefined : (initial ?? choices[0]);
    return { ...base, control: 'choice', options: choices, initial: first ?? '' };
  }
  if (property.type === 'boolean') return { ...base, control: 'toggle', initial: initial === true };
  const min = property.minimum ?? 0;
  const max = property.maximum ?? 100;
  switch (property.control) {
    case 'language':
      return { ...base, control: 'language', initial: String(initial ?? 'en') };
    case 'seed':
      return { ...base, control: 'seed', min, max };
    case 'slider':
    case 'pixels':
      return {
        ...base,
        control: property.control,
        min,
        max,
        step: property.step ?? 1,
        initial: typeof initial === 'number' ? initial : min,
      };
    case 'textarea':
    case undefined:
      return { ...base, control: 'textarea', maxLength: property.maxLength ?? 1000 };
  }
}

/** What the user has set so far; a field that is missing has its default. */
export type OptionValues = Readonly<Record<string, string | number | boolean>>;

/** The options as the engine takes them, or null while something is missing or wrong. */
export function completeOptions(operation: OperationId, values: OptionValues): unknown {
  const parsed = operations[operation].options.safeParse(values);
  return parsed.success ? parsed.data : null;
}
