import type { Engine } from '../engine.ts';
import type { Handlers } from './handle.ts';

type VariantChannel = Extract<keyof Handlers, `variants.${string}`>;

export function variantHandlers({ decideVariants }: Engine): Pick<Handlers, VariantChannel> {
  return { 'variants.decide': (choice) => [...decideVariants(choice)] };
}
