import { useNavigation } from '../stores/navigation.ts';
import {
  compareVariants,
  keepVariants,
  leaveVariants,
  setsOfFocus,
  shownSet,
  toggleBefore,
  toggleVariant,
  useVariants,
} from './variant-store.ts';

const numbers = [1, 2, 3, 4] as const;

export type VariantCommandId =
  | `variant-${(typeof numbers)[number]}`
  | 'variant-before'
  | 'variant-keep'
  | 'variant-leave'
  | 'variant-compare';

function inStudio(): boolean {
  return useNavigation.getState().screen === 'studio';
}

function isComparing(): boolean {
  return inStudio() && shownSet() !== null;
}

/** Before the other commands: while variants are compared, their keys are theirs. */
export const variantCommands = [
  ...numbers.map((number) => ({
    id: `variant-${number}` as const,
    group: 'image' as const,
    keys: [`${number}`],
    when: () => isComparing() && shownSet()?.variants.some((one) => one.number === number) === true,
    run: () => {
      toggleVariant(number);
    },
  })),
  { id: 'variant-before', group: 'image', keys: ['B'], when: isComparing, run: toggleBefore },
  {
    id: 'variant-keep',
    group: 'image',
    keys: ['K'],
    when: () => isComparing() && useVariants.getState().chosen.length > 0,
    run: () => keepVariants('chosen'),
  },
  { id: 'variant-leave', group: 'image', keys: ['Escape'], when: isComparing, run: leaveVariants },
  {
    id: 'variant-compare',
    group: 'image',
    keys: ['V'],
    when: () => inStudio() && shownSet() === null && setsOfFocus().length > 0,
    run: () => {
      const [newest] = setsOfFocus();
      if (newest) compareVariants(newest.id);
    },
  },
] as const satisfies readonly {
  readonly id: VariantCommandId;
  readonly group: 'image';
  readonly keys: readonly string[];
  readonly when: () => boolean;
  readonly run: () => Promise<void> | void;
}[];
