import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '@supabase/supabase-js';
import {
  type Account,
  type AccountId,
  type NextStep,
  type Scope,
  localScope,
} from '../../contract/account.ts';
import { fail } from '../../contract/app-error.ts';
import type { SecretVault } from '../../platform/secret-vault.ts';
import { authFailure } from '../cloud-failure.ts';
import type { CloudAddress } from '../supabase-client.ts';
import type { AccountBook, KnownAccount } from './account-book.ts';
import { type AccountSession, createAccountSession } from './account-session.ts';
import { vaultStorage } from './auth-storage.ts';
import { type ThisDevice, registerDevice } from './devices.ts';
import { sessionFacts } from './session.ts';

/** An account with its way to the cloud. */
export interface OpenAccount {
  readonly account: AccountId;
  readonly session: AccountSession;
  readonly device: string;
}

/** The accounts of this device: who is signed in, who is shown. */
export interface Accounts {
  active(): Scope;
  list(): readonly Account[];
  /** The active account, signed in. Throws `account-signed-out`. */
  current(): OpenAccount;
  /** The account whose second factor is asked for: the newest, else the one that is shown. */
  due(): OpenAccount | null;
  /** Known here, signed in or not. */
  find(id: AccountId): OpenAccount | null;
  /** Known here and signed in. */
  open(id: AccountId): OpenAccount | null;
  /** Signed in, and no second factor due. */
  mayWork(id: AccountId): boolean;
  /** Takes a session that a sign-in brought, and shows its account unless a second factor is due. */
  enter(session: Session): Promise<NextStep>;
  /** Shows the account whose second factor was given. */
  settle(id: AccountId): Promise<NextStep>;
  describe(id: AccountId, change: Partial<Pick<KnownAccount, 'displayName' | 'avatar'>>): void;
  /** Shows another library. Throws `not-found`. */
  switchTo(scope: Scope): void;
  signOut(scope: 'local' | 'others' | 'global'): Promise<void>;
  /** The cloud says that the session is over: what was made here stays. */
  ended(id: AccountId): void;
  /** Asks whether the session still lives, and says that this device is in use. False: offline, or over. */
  check(id: AccountId): Promise<boolean>;
  /** Throws `invalid-request` for one that is signed in. */
  forget(id: AccountId): Promise<void>;
}

export interface AccountsOptions {
  readonly address: CloudAddress;
  readonly vault: SecretVault;
  readonly book: AccountBook;
  readonly thisDevice: ThisDevice;
  /** Somebody signed in or out, is shown now, or is called otherwise. */
  readonly onChange: () => void;
}

/** What telling the cloud may take before the window shows that somebody is signed out. */
const farewellMs = 2000;

export function createAccounts(options: AccountsOptions): Accounts {
  const { address, vault, book, thisDevice, onChange } = options;
  const sessions = new Map<AccountId, AccountSession>();
  /** Who signed in last and owes a second factor. */
  let newest: AccountId | null = null;

  const storageOf = (id: AccountId) => vaultStorage(vault, `session of ${id}`);
  const sessionOf = (id: AccountId): AccountSession => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const session = createAccountSession({ address, storage: storageOf(id), onChange });
    sessions.set(id, session);
    return session;
  };
  const factsOf = (id: AccountId) => {
    const facts = sessionOf(id).facts();
    return facts?.account === id ? facts : null;
  };
  const view = (known: KnownAccount): Account => {
    const facts = factsOf(known.id);
    return {
      id: known.id,
      email: facts?.email ?? known.email,
      displayName: known.displayName,
      avatar: known.avatar,
      role: facts?.role ?? 'user',
      signedIn: facts !== null,
      secondFactorDue: facts?.secondFactorDue ?? false,
    };
  };
  const find = (id: AccountId): OpenAccount | null => {
    const known = book.find(id);
    return known === null ? null : { account: id, session: sessionOf(id), device: known.device };
  };
  const open = (id: AccountId): OpenAccount | null => (factsOf(id) === null ? null : find(id));
  const activate = (scope: Scope): void => {
    book.activate(scope);
    onChange();
  };
  /** Best effort: a network that fails now must not undo a sign-in. */
  async function register(id: AccountId): Promise<void> {
    const opened = open(id);
    if (opened !== null) await registerDevice(opened, thisDevice).catch(() => undefined);
  }

  async function settle(id: AccountId): Promise<NextStep> {
    await register(id);
    const known = book.find(id);
    if (known === null || factsOf(id) === null) throw fail('account-signed-out');
    if (newest === id) newest = null;
    activate(id);
    return { next: 'signed-in', account: view(known) };
  }

  const current = (): OpenAccount => {
    const scope = book.active();
    const opened = scope === localScope ? null : open(scope);
    if (opened === null) throw fail('account-signed-out');
    return opened;
  };

  return {
    active: book.active,
    list: () => book.accounts().map(view),
    current,
    due: () => {
      const order = [newest, book.active(), ...book.accounts().map(({ id }) => id)];
      for (const id of order) {
        if (id === null || id === localScope || factsOf(id)?.secondFactorDue !== true) continue;
        return open(id);
      }
      return null;
    },
    find,
    open,
    mayWork: (id) => factsOf(id)?.secondFactorDue === false,
    enter: async (session) => {
      const stored = JSON.stringify(session);
      const facts = sessionFacts(stored);
      if (facts === null) throw fail('cloud-refused', { cause: 'no session in the answer' });
      const { account: id, email } = facts;
      const known = book.find(id);
      // A second session of the same installation would live on unseen.
      if (open(id) !== null) await sessionOf(id).auth.signOut({ scope: 'local' });
      book.put({
        id,
        email,
        displayName: known?.displayName ?? facts.displayName,
        avatar: known?.avatar ?? null,
        device: known?.device ?? randomUUID(),
      });
      sessionOf(id).begin(stored);
      if (facts.secondFactorDue) {
        newest = id;
        return { next: 'second-factor' };
      }
      return settle(id);
    },
    settle,
    describe: (id, change) => {
      const known = book.find(id);
      if (known === null || JSON.stringify({ ...known, ...change }) === JSON.stringify(known))
        return;
      book.put({ ...known, ...change });
      onChange();
    },
    switchTo: (scope) => {
      if (scope !== localScope && book.find(scope) === null) {
        throw fail('not-found', { params: { what: 'account' } });
      }
      activate(scope);
    },
    signOut: async (scope) => {
      const { session } = current();
      const leaving = session.auth.signOut({ scope });
      // Here it works without a network too: the cloud's half of the session ends by its age.
      const said = await (scope === 'local'
        ? Promise.race([leaving, sleep(farewellMs, { error: null })])
        : leaving);
      if (said.error !== null && scope !== 'local') throw authFailure(said.error);
      if (scope === 'others') return;
      session.drop();
      activate(localScope);
    },
    ended: (id) => sessions.get(id)?.drop(),
    check: async (id) => {
      const opened = open(id);
      if (opened === null) return false;
      const { error } = await opened.session.auth.getUser();
      if (error === null) {
        await register(id);
        return true;
      }
      const { kind } = authFailure(error).error;
      if (kind === 'account-closed' || kind === 'account-signed-out') opened.session.drop();
      return false;
    },
    forget: async (id) => {
      const facts = factsOf(id);
      if (facts?.secondFactorDue === false) {
        throw fail('invalid-request', { cause: 'it is still signed in' });
      }
      // Whoever gives up at the second factor leaves no half of a session behind.
      if (facts !== null) await sessionOf(id).auth.signOut({ scope: 'local' });
      sessions.delete(id);
      book.remove(id);
      onChange();
    },
  };
}
