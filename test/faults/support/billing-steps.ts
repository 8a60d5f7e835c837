import fc from 'fast-check';
import { products } from './shop-provider.ts';

/** Where the function dies: nothing that comes after it runs. */
const crashes = [
  'before asking',
  'between asking and applying',
  'within the transaction',
  'before answering',
] as const;
export type Crash = (typeof crashes)[number];

/** What happens in the shop, and what becomes of the webhooks that tell of it. */
export type Step =
  | { readonly step: 'buy'; readonly product: string }
  | { readonly step: 'change'; readonly product: string; readonly when: 'now' | 'next-period' }
  | { readonly step: 'cancel' | 'resume' | 'revoke' }
  | { readonly step: 'card'; readonly works: boolean }
  | { readonly step: 'pass'; readonly days: number }
  /** Of those that wait, this one; it waits on where it is to be sent again. */
  | { readonly step: 'deliver'; readonly at: number; readonly again: boolean }
  | { readonly step: 'deliver'; readonly at: number; readonly crash: Crash }
  /** The first is asked for, then the shop changes, then the second overtakes it. */
  | { readonly step: 'overtake'; readonly at: number; readonly product: string }
  | { readonly step: 'drop'; readonly at: number }
  | { readonly step: 'sync' };

const at = fc.nat(20);
const product = fc.constantFrom(...products.map(({ id }) => id));
const when = fc.constantFrom('now' as const, 'next-period' as const);

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ step: fc.constant('buy' as const), product }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('change' as const), product, when }) },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constantFrom('cancel' as const, 'resume' as const, 'revoke' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('card' as const), works: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('pass' as const),
      days: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ step: fc.constant('deliver' as const), at, again: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant('deliver' as const),
      at,
      crash: fc.constantFrom(...crashes),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('overtake' as const), at, product }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('drop' as const), at }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('sync' as const) }) },
);

/** A history begins with somebody who buys: nothing else has webhooks. */
export const historyArbitrary: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.record({ step: fc.constant('buy' as const), product }),
    fc.array(stepArbitrary, { minLength: 4, maxLength: 14, size: 'max' }),
  )
  .map(([first, rest]) => [first, ...rest]);
