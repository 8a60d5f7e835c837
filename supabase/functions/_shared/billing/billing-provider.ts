/** What is sold besides the free plan. */
export type PaidPlan = 'pro' | 'studio';
export type BillingInterval = 'month' | 'year';
export type ProviderName = 'polar' | 'stripe' | 'paypal';

/** One price of one plan, as this project names it. */
export interface Offer {
  readonly plan: PaidPlan;
  readonly interval: BillingInterval;
}

/** Extra credits that are bought once. */
export interface Pack {
  readonly id: string;
  readonly credits: number;
}

/** What a checkout is for. `trialDays`: the first payment is due after them; 0: at once. */
export type Wanted =
  | { readonly kind: 'plan'; readonly offer: Offer; readonly trialDays: number }
  | { readonly kind: 'pack'; readonly pack: Pack };

/** A pack that was paid for. Times in milliseconds since 1970, sums in cents. */
export interface ProviderPurchase {
  readonly id: string;
  readonly pack: string;
  readonly paidCents: number;
  readonly refundedCents: number;
  readonly paidAt: number;
}

/** A subscription as the provider tells of it now. Times in milliseconds since 1970. */
export interface ProviderSubscription {
  readonly id: string;
  /** Null: a product that this project does not sell. */
  readonly offer: Offer | null;
  /** A change that waits for the period's end. */
  readonly pendingOffer: Offer | null;
  readonly status: 'incomplete' | 'trialing' | 'active' | 'past_due' | 'canceled' | 'ended';
  /** What was bought may be used now: by the provider's grants, not by the status. */
  readonly grants: boolean;
  readonly startedAt: number;
  readonly periodStart: number | null;
  readonly periodEnd: number | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly updatedAt: number;
}

/** One moment's truth about a customer; `readAt`: when it was asked for. */
export interface ProviderState {
  readonly customerRef: string | null;
  readonly subscriptions: readonly ProviderSubscription[];
  readonly purchases: readonly ProviderPurchase[];
  readonly readAt: number;
}

export interface CheckoutRequest {
  readonly userId: string;
  readonly email: string;
  readonly wanted: Wanted;
  readonly successUrl: string;
  readonly returnUrl: string;
  /** Of the operation in our ledger: found again in the provider's own records. */
  readonly operationId: string;
}

/** `requires_action`: the buyer has to confirm the payment on this page first. */
export type ChangeOutcome =
  | { readonly status: 'done' }
  | { readonly status: 'requires_action'; readonly url: string };

export interface VerifiedWebhook {
  readonly deliveryId: string;
  readonly type: string;
  readonly occurredAt: number;
  /** Whom it is about; null where it is about nobody. */
  readonly customerRef: string | null;
  /** Our user, where the provider knows him. */
  readonly userId: string | null;
}

export interface UsageReport {
  /** Ours, kept before it is sent: the provider takes each once. */
  readonly id: string;
  readonly userId: string;
  readonly credits: number;
  readonly at: number;
}

/** What a provider can't do at all: the app does not offer it. */
export interface BillingCapabilities {
  /** A page of the provider's own for invoices and cards. */
  readonly portal: boolean;
  readonly trials: boolean;
  /** Changes that take effect at the period's end. */
  readonly scheduledChanges: boolean;
  readonly usageMeters: boolean;
  /** Packs that it sells, by their names here. */
  readonly packs: readonly string[];
}

/**
 * Sells subscriptions. Each call throws a `BillingFailure`; none is repeated by itself: who may have
 * been charged is found out by `fetchState`.
 */
export interface BillingProvider {
  readonly name: ProviderName;
  readonly capabilities: BillingCapabilities;
  createCheckout(request: CheckoutRequest): Promise<{ readonly url: string; readonly id: string }>;
  /** A page for invoices and cards; lives for minutes. */
  portal(userId: string, returnUrl: string): Promise<string>;
  changePlan(
    subscriptionId: string,
    change: { readonly offer: Offer; readonly when: 'now' | 'next-period' },
  ): Promise<ChangeOutcome>;
  cancel(subscriptionId: string, mode: 'at-period-end' | 'now'): Promise<void>;
  /** Takes a cancellation at the period's end back. */
  resume(subscriptionId: string): Promise<void>;
  /** Cents of the newest payment. */
  refund(
    subscriptionId: string,
    refund: { readonly cents: number; readonly operationId: string },
  ): Promise<void>;
  /**
   * Gives back what of its payments was not given back yet: asked again, nothing more. Cents that were
   * given back in all.
   */
  refundAll(subscriptionId: string): Promise<number>;
  fetchState(userId: string): Promise<ProviderState>;
  /** Throws `bad-signature` unless the provider itself sent it, lately. */
  verifyWebhook(body: string, headers: Headers): Promise<VerifiedWebhook>;
  /** How many of them were new to the provider. */
  reportUsage(reports: readonly UsageReport[]): Promise<number>;
}

export type BillingFailureKind =
  /** The request certainly had no effect. */
  | 'refused'
  | 'card-refused'
  | 'not-found'
  | 'rate-limited'
  | 'bad-signature'
  | 'not-supported'
  /** Nobody knows whether it had an effect. */
  | 'unknown';

export class BillingFailure extends Error {
  readonly kind: BillingFailureKind;
  readonly retryAfterSeconds: number | null;

  constructor(
    kind: BillingFailureKind,
    details: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(kind, { cause: details.cause });
    this.name = 'BillingFailure';
    this.kind = kind;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}
