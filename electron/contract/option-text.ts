import type { z } from 'zod';

/** An option from the text of a command line or of a link, as the type that its schema takes. */
export function optionFromText(field: z.ZodType | undefined, text: string): unknown {
  const readings: unknown[] = [
    text,
    Number(text),
    text === 'true' ? true : text === 'false' ? false : text,
  ];
  return readings.find((value) => field?.safeParse(value).success === true) ?? text;
}
