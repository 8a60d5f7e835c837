import type { Entitlement } from '../../contract/billing.ts';
import type { Timestamp } from '../../contract/ids.ts';
import type { HeardPlan } from './plan-answer.ts';

/** What was heard, and how its age is told. */
export interface KnownPlan {
  readonly heard: HeardPlan;
  /** When the cloud said so, by its own clock. */
  readonly at: Timestamp;
  /** This device's clock at that moment. It may have been wrong, and may be set since. */
  readonly wall: Timestamp;
  /** The age that it had reached when it was last looked at, in milliseconds. */
  readonly age: number;
}

/**
 * How old it is, in milliseconds. The device's clock alone is not believed: a clock that is set back
 * makes nothing younger, since the age reached before and the time that the app has run since
 * (`ranFor`) count anyway; one that is set forward only makes it old too early.
 */
export function ageOf(
  known: Pick<KnownPlan, 'wall' | 'age'>,
  now: { readonly wall: Timestamp; readonly ranFor: number },
): number {
  return Math.max(known.age + Math.max(0, now.ranFor), now.wall - known.wall);
}

/** Past its grace without the cloud, a paid plan rests. Credits are the cloud's to give: they stay. */
export function entitlementNow({ heard, at }: KnownPlan, age: number): Entitlement {
  const { entitlement, plans } = heard;
  const { offlineUntil } = entitlement;
  const stale = offlineUntil !== null && at + age > offlineUntil;
  const free = plans.find(({ id }) => id === 'free');
  return {
    ...entitlement,
    ...(stale ? { plan: 'free', features: free?.features ?? [] } : {}),
    checkedAt: at,
    stale,
  };
}
