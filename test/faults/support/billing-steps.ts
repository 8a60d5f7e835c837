import fc from 'fast-check';
import { offers, packs } from './shop-provider.ts';

/** Where the function dies: nothing that comes after it runs. */
const crashes = [
  'before asking',
  'between asking and applying',
  'within the transaction',
  'before answering',
  'while ending',
  'while paying back',
] as const;
export type Crash = (typeof crashes)[number];

/** What happens in the shop, and what becomes of the webhooks that tell of it. */
export type Step =
  /** `beside`: also while there is a subscription, as by a checkout that was open already. */
  | {
      readonly step: 'buy';
      readonly product: string;
      readonly trialDays: number;
      readonly beside: boolean;
    }
  | { readonly step: 'top-up'; readonly product: string }
  | { readonly step: 'refund-top-up'; readonly share: number }
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
const product = fc.constantFrom(...offers.map(({ id }) => id));
const buy = fc.record({
  step: fc.constant('buy' as const),
  product,
  trialDays: fc.constantFrom(0, 0, 7),
  beside: fc.boolean(),
});
const when = fc.constantFrom('now' as const, 'next-period' as const);

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: buy },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('top-up' as const),
      product: fc.constantFrom(...packs.map(({ id }) => id)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('refund-top-up' as const),
      share: fc.constantFrom(0.25, 0.5, 1),
    }),
  },
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
  .tuple(buy, fc.array(stepArbitrary, { minLength: 4, maxLength: 14, size: 'max' }))
  .map(([first, rest]) => [first, ...rest]);
