import type { ExclusionReason, Route } from '../../electron/contract/receipt.ts';
import type { SettingsSection } from '../settings/section.ts';

/** What would let somebody do the work where nobody can. */
export type WayOut = 'use-cloud' | 'routing' | 'budgets' | 'providers';

/** Those that help at once come before those that need a key. */
const sectionFor: readonly (readonly [ExclusionReason, SettingsSection & WayOut])[] = [
  ['not-private', 'routing'],
  ['over-budget', 'budgets'],
  ['disabled', 'routing'],
  ['account-closed', 'providers'],
  ['not-configured', 'providers'],
];

/**
 * The nearest thing that the user can do about an empty route; null where the options or the image
 * are what stands in the way, or nobody offers the operation.
 */
export function wayOut(
  { candidates, excluded }: Pick<Route, 'candidates' | 'excluded'>,
  onDeviceOnly: boolean,
): WayOut | null {
  if (candidates.length > 0) return null;
  const reasons = new Set(excluded.map(({ reason }) => reason));
  if (onDeviceOnly && reasons.has('not-private')) return 'use-cloud';
  return sectionFor.find(([reason]) => reasons.has(reason))?.[1] ?? null;
}
