import { z } from 'zod';

const addressSchema = z.object({ url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }) });

/** Where simulators stand in for companies on this machine: development and tests only. */
export const simulatorsSchema = z.object({
  openai: addressSchema,
  anthropic: addressSchema,
  stability: addressSchema,
  compatible: addressSchema,
});
export type Simulators = z.infer<typeof simulatorsSchema>;

/** Parses `EMULSION_SIMULATORS`; null where it is not set. Throws where it is set wrongly. */
export function readSimulators(variable: string | undefined): Simulators | null {
  return variable === undefined || variable === ''
    ? null
    : simulatorsSchema.parse(JSON.parse(variable));
}
