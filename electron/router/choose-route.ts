import type { MicroUsd } from '../contract/money.ts';
import type { PriceList } from '../contract/price-list.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Candidate, Exclusion, Policy, Route } from '../contract/receipt.ts';
import {
  type ProviderSnapshot,
  type RouteOption,
  holdsFor,
  makesWhatFits,
  takesImage,
  takesReference,
  toOption,
} from './offers.ts';
import { candidateOrder } from './policies.ts';
import type { RouterSettings } from './ports.ts';
import type { RouteRequest } from './route-request.ts';

type RouteSettings = Pick<
  RouterSettings,
  'policy' | 'providerOrder' | 'disabledProviders' | 'onDeviceOnly' | 'preferredModels'
>;

/** Everything that a route depends on besides the request, gathered beforehand. */
export interface RouteSnapshot {
  readonly providers: readonly ProviderSnapshot[];
  readonly settings: RouteSettings;
  readonly prices: PriceList;
  readonly online: boolean;
  /** What may still be spent today and this month, µ$; null: no limit. */
  readonly budgetLeft: MicroUsd | null;
}

export interface RoutePlan {
  readonly route: Route;
  /** The same order as `route.candidates`. */
  readonly options: readonly RouteOption[];
}

/** Which providers are tried, in which order, and why the others are not. Pure. */
export function chooseRoute(request: RouteRequest, snapshot: RouteSnapshot): Route {
  return planRoute(request, snapshot).route;
}

/** `chooseRoute`, with the capability behind each candidate. Pure. */
export function planRoute(request: RouteRequest, snapshot: RouteSnapshot): RoutePlan {
  const policy = policyOf(request, snapshot.settings);
  const decision: Decision = {
    request,
    snapshot,
    policy,
    compare: candidateOrder(policy, snapshot.settings.providerOrder),
  };
  const options: RouteOption[] = [];
  const excluded: Exclusion[] = [];
  for (const provider of snapshot.providers) {
    const considered = consider(provider, decision);
    if ('reason' in considered) excluded.push(considered);
    else options.push(considered);
  }
  options.sort((left, right) => decision.compare(left.candidate, right.candidate));
  return {
    route: { policy, candidates: options.map((option) => option.candidate), excluded },
    options,
  };
}

interface Decision {
  readonly request: RouteRequest;
  readonly snapshot: RouteSnapshot;
  readonly policy: Policy;
  readonly compare: (left: Candidate, right: Candidate) => number;
}

function policyOf(request: RouteRequest, settings: RouteSettings): Policy {
  if (request.pin !== undefined) return 'pinned';
  if (settings.onDeviceOnly) return 'private';
  return request.policy ?? settings.policy;
}

/**
 * The provider's best offer, or the first reason against it. Reasons that stay come before reasons
 * that pass: whoever is excluded as `offline` would be a candidate once the network is back.
 */
function consider(provider: ProviderSnapshot, decision: Decision): RouteOption | Exclusion {
  const { request, snapshot, policy } = decision;
  const { call, pin, consents } = request;
  const exclude = (reason: Exclusion['reason'], option?: RouteOption): Exclusion => ({
    provider: provider.id,
    model: option?.candidate.model ?? null,
    reason,
    losses: option?.candidate.losses ?? [],
  });

  const offered = provider.capabilities.filter(
    (capability) => capability.operation === call.operation,
  );
  if (offered.length === 0) return exclude('does-not-offer');
  if (policy === 'pinned' && pin?.provider !== provider.id) return exclude('not-pinned');
  if ((policy === 'private' || snapshot.settings.onDeviceOnly) && !provider.local) {
    return exclude('not-private');
  }
  if (snapshot.settings.disabledProviders.includes(provider.id)) return exclude('disabled');
  if (!provider.configured) return exclude('not-configured');
  if (request.exclude.includes(provider.id) || consents.refusedBy.includes(provider.id)) {
    return exclude('tried-before');
  }

  const pinned = offered.filter(({ model }) => pin?.model === undefined || model === pin.model);
  if (pinned.length === 0) return exclude('not-pinned');
  const matching = pinned.filter((capability) => holdsFor(capability, call));
  if (matching.length === 0) return exclude('option-not-offered');
  const suitable = matching.filter(
    (capability) =>
      makesWhatFits(request) &&
      takesImage(capability, request.image) &&
      takesReference(capability, request.reference),
  );
  if (suitable.length === 0) return exclude('input-unsuitable');

  const options = suitable
    .map((capability) => toOption({ provider, capability, request, prices: snapshot.prices }))
    .sort(withinProvider(provider.id, decision));
  const acceptable = options.filter(
    ({ candidate }) =>
      !candidate.losses.some(({ what }) => what === 'mask' || what === 'reference'),
  );
  if (acceptable.length === 0) return exclude('would-lose', options[0]);
  const affordable = acceptable.find(({ candidate }) => fits(candidate.estimate.high, decision));

  if (provider.accountClosed) return exclude('account-closed', acceptable[0]);
  if (!snapshot.online && !provider.local) return exclude('offline', acceptable[0]);
  if (provider.breakerOpen) return exclude('breaker-open', acceptable[0]);
  return affordable ?? exclude('over-budget', acceptable[0]);
}

/** Among one provider's models: lossless ones, then the preferred one, then the policy's choice. */
function withinProvider(
  id: ProviderId,
  { snapshot, compare }: Decision,
): (left: RouteOption, right: RouteOption) => number {
  const preferred = snapshot.settings.preferredModels[id];
  const penalty = ({ candidate }: RouteOption): number =>
    (candidate.losses.length > 0 ? 2 : 0) + (candidate.model === preferred ? 0 : 1);
  return (left, right) =>
    penalty(left) - penalty(right) || compare(left.candidate, right.candidate);
}

function fits(cost: MicroUsd, { request, snapshot }: Decision): boolean {
  return (
    cost <= 0 || cost <= Math.min(request.maxCost ?? Infinity, snapshot.budgetLeft ?? Infinity)
  );
}
