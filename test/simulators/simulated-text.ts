import sharp from 'sharp';

/** What a simulator can honestly say about a picture: its shape and its main colour. */
export interface SimulatedSight {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly color: string;
}

const COLORS: readonly (readonly [string, number, number, number])[] = [
  ['black', 16, 16, 16],
  ['white', 240, 240, 240],
  ['grey', 128, 128, 128],
  ['red', 190, 40, 40],
  ['orange', 225, 140, 50],
  ['yellow', 230, 215, 80],
  ['green', 60, 150, 70],
  ['blue', 60, 100, 190],
  ['violet', 130, 70, 170],
  ['brown', 110, 75, 45],
];

/** Looks at an image. Undefined when the bytes are none. */
export async function lookAt(bytes: Uint8Array): Promise<SimulatedSight | undefined> {
  try {
    const image = sharp(bytes);
    const [{ width, height, format }, { dominant }] = await Promise.all([
      image.metadata(),
      image.stats(),
    ]);
    const distance = ([, red, green, blue]: readonly [string, number, number, number]): number =>
      (red - dominant.r) ** 2 + (green - dominant.g) ** 2 + (blue - dominant.b) ** 2;
    const [nearest] = [...COLORS].sort((one, other) => distance(one) - distance(other));
    return { width, height, format, color: nearest?.[0] ?? 'grey' };
  } catch {
    return undefined;
  }
}

/** One sentence, under 125 characters, marked as simulated. */
export function describeSight(sight: SimulatedSight | undefined): string {
  if (sight === undefined) {
    return '[simulated] No picture was sent.';
  }
  return `[simulated] A mostly ${sight.color} ${shapeOf(sight)} picture of ${sight.width} × ${sight.height} pixels.`;
}

function shapeOf({ width, height }: SimulatedSight): string {
  return width === height ? 'square' : width > height ? 'landscape' : 'portrait';
}

interface JsonSchema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** A value that fits a JSON schema, filled with what was seen; lists get one entry for each word. */
export function fillSchema(schema: JsonSchema, sight: SimulatedSight | undefined): unknown {
  return fill(schema, { sight, text: describeSight(sight), number: 0 });
}

interface Filling {
  readonly sight: SimulatedSight | undefined;
  readonly text: string;
  readonly number: number;
}

function fill(schema: JsonSchema, filling: Filling): unknown {
  const { sight, text, number } = filling;
  if (schema.enum !== undefined) {
    return schema.enum[0];
  }
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [
          name,
          fill(inner, filling),
        ]),
      );
    case 'array': {
      const words = ['simulated', sight?.color ?? 'grey', sight ? shapeOf(sight) : 'square'];
      return words
        .slice(0, schema.maxItems ?? words.length)
        .map((word, index) =>
          fill(schema.items ?? {}, { sight, text: word, number: (9 - index) / 10 }),
        );
    }
    case 'number':
    case 'integer':
      return number;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return text;
  }
}
