import path from 'node:path';
import { type AccountId, localScope } from '../../contract/account.ts';
import { type AppError, fail, toAppError } from '../../contract/app-error.ts';
import type { BillingState, Pack, Plan, billingChannels } from '../../contract/billing.ts';
import type { OutputOf, ParsedInputOf } from '../../contract/channels.ts';
import type { Clock } from '../../router/ports.ts';
import type { Accounts } from '../session/accounts.ts';
import { openBillingBook } from './billing-book.ts';
import {
  type BillingHttp,
  type Step,
  type Wanted,
  askSelling,
  createBillingHttp,
} from './billing-http.ts';
import { type OpenCheckout, createCheckout } from './checkout.ts';
import { createKnownPlans } from './known-plans.ts';
import { withOperation } from './operation-ids.ts';
import { batchImagesOf } from './plan-limits.ts';
import type { Selling } from './selling.ts';

type BillingChannel = keyof typeof billingChannels;
export type BillingHandlers = {
  readonly [Name in BillingChannel]: (
    input: ParsedInputOf<Name>,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};

export interface BillingOptions {
  readonly address: { readonly url: string; readonly key: string };
  readonly accounts: Pick<Accounts, 'active' | 'mayWork' | 'open' | 'list'>;
  /** Where the plans last heard are kept. */
  readonly folder: string;
  /** What is on offer, as configured, for whoever is not signed in. */
  readonly plans: () => readonly Plan[];
  readonly packs: () => readonly Pack[];
  readonly openCheckout: OpenCheckout;
  readonly openBrowser: (url: string) => Promise<void>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly monotonic: () => number;
  readonly onChange: (state: BillingState) => void;
}

/** Plans, payments and credits of the account that is shown. */
export interface Billing {
  readonly handlers: BillingHandlers;
  /** The account that is shown may be another, or may have signed in. */
  follow(): void;
  /** The cloud knows more of the plan, as far as one can believe a hint; or a timer says so. */
  hinted(): void;
  /** The user is back at the app, perhaps from the browser. */
  focused(): void;
  /** The deep link of the provider's last page: asks, and believes nothing. */
  returned(): void;
  /** Images of a batch that the plan of the account that is shown runs on credits. */
  batchImages(): number;
  close(): void;
}

/** Going to and fro between windows asks no more often. */
const focusEveryMs = 10_000;

export function createBilling(options: BillingOptions): Billing {
  const { accounts, address, clock, openBrowser } = options;
  const now = (): number => clock.now();
  const book = openBillingBook(path.join(options.folder, 'billing.json'), address.url);
  const known = createKnownPlans({ book, now, monotonic: options.monotonic });
  let problem: AppError | null = null;
  let shown: AccountId | null = null;
  let told = '';
  let knowsSelling = false;
  let focusedAt = -Infinity;
  let reading: { readonly of: AccountId | null; readonly done: Promise<void> } | null = null;

  const checkout = createCheckout({
    clock,
    openWindow: options.openCheckout,
    openBrowser,
    ask: async () => {
      await ask(true);
    },
    onChange: tell,
  });

  function account(): AccountId | null {
    const scope = accounts.active();
    return scope === localScope || !accounts.mayWork(scope) ? null : scope;
  }

  function required(): AccountId {
    const id = account();
    if (id === null) throw fail('account-signed-out');
    return id;
  }

  function httpOf(id: AccountId): BillingHttp {
    const accessToken = async () => (await accounts.open(id)?.session.accessToken()) ?? null;
    return createBillingHttp({ ...address, fetch: options.fetch, now, accessToken });
  }

  function state(): BillingState {
    const { selling } = book.pages();
    return {
      entitlement: shown === null ? null : known.entitlement(shown),
      plans: (shown === null ? null : known.plans(shown)) ?? options.plans(),
      packs: (shown === null ? null : known.packs(shown)) ?? options.packs(),
      selling: selling === null ? null : offerOf(selling),
      checkout: checkout.state(),
      problem,
    };
  }

  function tell(): void {
    const next = state();
    const text = JSON.stringify(next);
    if (text === told) return;
    told = text;
    options.onChange(next);
  }

  /** Never throws: what was known still holds, and the problem is told. */
  async function ask(provider: boolean): Promise<void> {
    try {
      if (!knowsSelling) {
        book.put({ selling: await askSelling({ ...address, fetch: options.fetch }) });
        knowsSelling = true;
      }
      const id = account();
      if (id !== null) await read(id, provider);
      problem = null;
    } catch (error) {
      problem = toAppError(error);
    }
    tell();
  }

  async function read(id: AccountId, provider: boolean): Promise<void> {
    const http = httpOf(id);
    // Where the provider can't be asked, what the cloud knows is worth reading all the same.
    if (provider) await http.sync().catch(() => undefined);
    const { heard, at } = await http.currentPlan();
    known.heard(id, heard, at);
    const entitlement = known.entitlement(id);
    if (id === shown && entitlement !== null) checkout.heard(entitlement);
  }

  /** Questions of one account that come together are one. */
  function refresh(): Promise<void> {
    if (reading?.of === shown) return reading.done;
    const mine = { of: shown, done: ask(false) };
    reading = mine;
    return mine.done.finally(() => {
      if (reading === mine) reading = null;
    });
  }

  async function operate<Answer>(
    name: string,
    work: (http: BillingHttp, operation: string) => Promise<Answer>,
  ): Promise<Answer> {
    const id = required();
    try {
      return await withOperation({ book, now }, `${id} ${name}`, (operation) =>
        work(httpOf(id), operation),
      );
    } finally {
      // Done, refused or unknown: from here on the cloud's word counts.
      await refresh();
    }
  }

  async function goOn(
    step: Step,
    wanted: Wanted,
    place: 'window' | 'browser',
  ): Promise<'window' | 'browser' | 'done'> {
    if (step.step === 'done') return 'done';
    const { selling } = book.pages();
    if (selling === null) throw fail('billing-none');
    const { provider, returnUrl } = selling;
    await checkout.show({ url: step.url, provider, returnUrl }, wanted, place);
    return place;
  }

  return {
    handlers: {
      'billing.state': state,
      'billing.refresh': async () => {
        await refresh();
        return state();
      },
      'billing.upgrade': async ({ in: place, plan, interval }) => {
        const offer = { plan, interval };
        const step = await operate(`checkout ${plan} ${interval}`, (http, operation) =>
          http.checkout(operation, offer),
        );
        return goOn(step, offer, place);
      },
      'billing.top-up': async ({ in: place, pack }) => {
        const purchases = known.entitlement(required())?.credits.purchases ?? 0;
        const step = await operate(`top-up ${pack}`, (http, operation) =>
          http.topUp(operation, pack),
        );
        return goOn(step, { pack, purchases }, place);
      },
      'billing.change-plan': async ({ plan, interval, when }) => {
        const step = await operate(`change ${plan} ${interval} ${when}`, (http, operation) =>
          http.change(operation, { plan, interval, when }),
        );
        return goOn(step, { plan, interval }, 'window');
      },
      'billing.cancel': () => operate('cancel', (http, operation) => http.cancel(operation)),
      'billing.resume': () => operate('resume', (http, operation) => http.resume(operation)),
      'billing.portal': async () => openBrowser(await httpOf(required()).portal()),
      'billing.open-in-browser': checkout.toBrowser,
      'billing.close-checkout': checkout.leave,
    },
    follow: () => {
      const next = account();
      if (next === shown && told !== '') return;
      shown = next;
      problem = null;
      checkout.leave();
      known.keepOnly(accounts.list().map(({ id }) => id));
      tell();
      void refresh();
    },
    hinted: () => {
      known.age();
      void refresh();
    },
    focused: () => {
      const at = options.monotonic();
      if (at - focusedAt < focusEveryMs && checkout.state() !== 'browser') return;
      focusedAt = at;
      if (checkout.state() === 'browser') void ask(true);
      else void refresh();
    },
    returned: checkout.returned,
    batchImages: () => batchImagesOf(state()),
    close: () => {
      checkout.leave();
      known.age();
    },
  };
}

/** Where buyers come back to is of no concern to the window. */
function offerOf({ returnUrl: _returnUrl, ...offer }: Selling): BillingState['selling'] {
  return offer;
}
