import { z } from 'zod';
import { type AppErrorKind, fail } from '../../contract/app-error.ts';
import type { BillingInterval } from '../../contract/billing.ts';
import type { Timestamp } from '../../contract/ids.ts';
import { type HeardPlan, readPlanAnswer } from './plan-answer.ts';
import { type Selling, sellingSchema } from './selling.ts';

/** What is wanted: a paid plan by the month or by the year. */
export interface Offer {
  readonly plan: 'pro' | 'studio';
  readonly interval: BillingInterval;
}

/** What a checkout is for. `purchases`: how many packs had been bought before. */
export type Wanted = Offer | { readonly pack: string; readonly purchases: number };

const stepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('page'), url: z.url().max(4000) }).readonly(),
  z.object({ step: z.literal('done') }).readonly(),
]);
/** How a purchase goes on: on a page of the provider's, or not at all. */
export type Step = z.infer<typeof stepSchema>;

/** The calls of one account. `operation`: an id of ours; its repeat is answered and not done again. */
export interface BillingHttp {
  /** `at`: the cloud's clock. */
  currentPlan(): Promise<{ readonly heard: HeardPlan; readonly at: Timestamp }>;
  /** Has the provider asked for its state afresh. */
  sync(): Promise<void>;
  checkout(operation: string, offer: Offer): Promise<Step>;
  topUp(operation: string, pack: string): Promise<Step>;
  change(operation: string, offer: Offer & { readonly when: 'now' | 'next-period' }): Promise<Step>;
  cancel(operation: string): Promise<void>;
  resume(operation: string): Promise<void>;
  /** Address of the provider's page for invoices and cards. */
  portal(): Promise<string>;
}

export interface BillingHttpParts {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  readonly now: () => Timestamp;
  /** Of the account; null: its session is over. Throws `cloud-unreachable`. */
  readonly accessToken: () => Promise<string | null>;
}

/** A billing provider may be asked meanwhile. */
const patienceMs = 30_000;

export function createBillingHttp(parts: BillingHttpParts): BillingHttp {
  async function post(path: string, body: unknown): Promise<Response> {
    const token = await parts.accessToken();
    if (token === null) throw fail('account-signed-out');
    return send(parts, path, {
      method: 'POST',
      headers: {
        apikey: parts.key,
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
  }
  const call = (name: string, body: unknown = {}): Promise<Response> =>
    post(`/functions/v1/billing/${name}`, body);
  const act = async (name: 'sync' | 'cancel' | 'resume', body: unknown): Promise<void> => {
    await read(await call(name, body), z.unknown());
  };

  return {
    currentPlan: async () => {
      const response = await post('/rest/v1/rpc/current_plan', {});
      const told = Date.parse(response.headers.get('date') ?? '');
      return {
        heard: inOurWords(await read(response, z.unknown())),
        at: Number.isFinite(told) ? told : parts.now(),
      };
    },
    sync: () => act('sync', {}),
    checkout: async (operation, offer) =>
      read(await call('checkout', { operation, ...offer }), stepSchema),
    topUp: async (operation, pack) => read(await call('top-up', { operation, pack }), stepSchema),
    change: async (operation, change) =>
      read(await call('change', { operation, ...change }), stepSchema),
    cancel: (operation) => act('cancel', { operation }),
    resume: (operation) => act('resume', { operation }),
    portal: async () => {
      const { url } = await read(await call('portal'), z.object({ url: z.url().max(4000) }));
      return url;
    },
  };
}

/** What is sold here, told to anybody; null: nothing. */
export async function askSelling(
  parts: Pick<BillingHttpParts, 'url' | 'key' | 'fetch'>,
): Promise<Selling | null> {
  const response = await send(parts, '/functions/v1/billing/selling', {
    headers: { apikey: parts.key },
  });
  const answer = await read(response, z.object({ selling: sellingSchema.nullable() }));
  return answer.selling;
}

async function send(
  { url, fetch }: Pick<BillingHttpParts, 'url' | 'fetch'>,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const signal = AbortSignal.timeout(patienceMs);
  return fetch(`${url}${path}`, { ...init, signal, redirect: 'error' }).catch((cause: unknown) => {
    throw fail('cloud-unreachable', { cause });
  });
}

async function read<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body: unknown = await response.json().catch((cause: unknown) => {
    // An answer that breaks off is none.
    throw fail(kindOfStatus(response.status) ?? 'cloud-unreachable', { cause });
  });
  if (!response.ok) throw refusal(response.status, body);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw fail('cloud-refused', { cause: parsed.error });
  return parsed.data;
}

function inOurWords(answer: unknown): HeardPlan {
  try {
    return readPlanAnswer(answer);
  } catch (cause) {
    throw fail('cloud-refused', { cause });
  }
}

const refusalSchema = z.object({
  code: z.string().max(60).catch(''),
  details: z.string().max(200).nullish().catch(null),
});

/** What our functions and the database name, in our words. */
const kindOfCode: Readonly<Record<string, AppErrorKind>> = {
  card_refused: 'payment-refused',
  operation_unknown: 'payment-unknown',
  operation_busy: 'billing-busy',
  operation_conflict: 'billing-refused',
  refused: 'billing-refused',
  not_supported: 'billing-refused',
  no_subscription: 'billing-refused',
  not_selling: 'billing-none',
  session_ended: 'account-signed-out',
  second_factor_required: 'account-second-factor-needed',
  account_gone: 'account-closed',
};

function refusal(status: number, body: unknown) {
  const { code, details } = refusalSchema.catch({ code: '', details: null }).parse(body);
  const kind = kindOfCode[details ?? ''] ?? kindOfCode[code] ?? kindOfStatus(status);
  return fail(kind ?? 'cloud-refused', { cause: `${code} (${status})` });
}

function kindOfStatus(status: number): AppErrorKind | null {
  if (status >= 500) return 'cloud-unreachable';
  switch (status) {
    case 401:
      return 'account-signed-out';
    case 403:
      return 'not-allowed';
    case 429:
      return 'account-too-often';
    default:
      return status >= 400 ? 'cloud-refused' : null;
  }
}
