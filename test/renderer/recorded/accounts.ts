import {
  type Account,
  type AccountState,
  type LinkedIdentity,
  type NextStep,
  type Scope,
  localScope,
} from '../../../electron/contract/account.ts';
import type { accountChannels } from '../../../electron/contract/account-channels.ts';
import { fail } from '../../../electron/contract/app-error.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import type { Handlers } from './bridge.ts';
import { ada, endedAccount, recordedDevices, studioAccount } from './cloud-data.ts';
import { drawnQrCode } from './drawn-qr-code.ts';
import { recordedAt } from './data.ts';

/** Who is signed in when the page opens. */
export type RecordedAccount = 'no-cloud' | 'nobody' | 'user' | 'admin' | 'several' | 'ended';

type AccountHandlers = Pick<Handlers, keyof typeof accountChannels>;

const accountsOf: Readonly<Record<RecordedAccount, readonly Account[]>> = {
  'no-cloud': [],
  nobody: [],
  user: [ada],
  admin: [{ ...ada, role: 'admin' }],
  several: [ada, studioAccount, endedAccount],
  ended: [endedAccount],
};

const recoveryCodes = Array.from({ length: 10 }, (_, n) => `k7m2-${4100 + n * 37}-qx9r`);
const factor = {
  id: '00000000-0000-4000-9000-000500000001',
  name: 'Phone',
  createdAt: recordedAt - 900_000_000,
};

const way = (provider: string): LinkedIdentity => ({
  id: `00000000-0000-4000-9000-000600000${provider.charCodeAt(1)}`,
  provider,
  email: ada.email,
  createdAt: recordedAt - 900_000_000,
});

/** The cloud's own providers: a company's sign-in goes another way, and is never linked. */
const linkable: readonly string[] = ['google', 'github'];

/** Accounts as the main process would tell them. "wrong…" and 000000 are refused; "two…" has a second factor. */
export function recordedAccounts(
  who: RecordedAccount,
  emit: (event: AppEvent) => void,
): AccountHandlers {
  const accounts = accountsOf[who];
  let state: AccountState = {
    cloud: who !== 'no-cloud',
    active: accounts.find((account) => account.signedIn)?.id ?? localScope,
    accounts,
    identityProviders: [
      { id: 'google', name: 'Google', asks: 'browser' },
      { id: 'github', name: 'GitHub', asks: 'browser' },
      { id: 'lumen', name: 'Lumen Photography', asks: 'browser' },
      { id: 'firebase', name: 'Firebase', asks: 'password' },
    ],
    sessionsPersist: who !== 'ended',
    inBrowser: null,
  };
  let factors = who === 'several' ? [factor] : [];
  const nothing = (): undefined => undefined;
  const change = (patch: Partial<AccountState>): void => {
    state = { ...state, ...patch };
    emit({ type: 'account-changed', state });
  };
  let ways = [way('email'), way('google')];
  const signIn = (): NextStep => {
    const others = state.accounts.filter(({ id }) => id !== ada.id);
    change({ accounts: [ada, ...others], active: ada.id, inBrowser: null });
    return { next: 'signed-in', account: ada };
  };
  const update = (patch: Partial<Account>): void => {
    const accounts = state.accounts.map((account) =>
      account.id === state.active ? { ...account, ...patch } : account,
    );
    change({ accounts });
  };
  const mustBeRight = (code: string): void => {
    if (/^0+$/.test(code)) throw fail('account-wrong-code');
  };

  return {
    'account.state': () => state,
    'account.sign-up': ({ email, password }) => {
      if (email.startsWith('taken')) throw fail('account-exists');
      if (password.length < 10)
        throw fail('account-weak-password', { params: { reasons: 'length, characters' } });
      return { next: 'check-mail', email };
    },
    'account.sign-in': ({ email }) => {
      if (email.startsWith('wrong')) throw fail('account-wrong-password');
      if (email.startsWith('new')) throw fail('account-not-confirmed');
      if (email.startsWith('off')) throw fail('cloud-unreachable');
      return email.startsWith('two') ? { next: 'second-factor' } : signIn();
    },
    'account.export': () => true,
    'account.deletion': () => null,
    'account.request-deletion': () => {
      throw fail('account-sign-in-again');
    },
    'account.take-deletion-back': () => undefined,
    'account.send-magic-link': (email) => ({ next: 'check-mail', email }),
    'account.resend': nothing,
    'account.enter-code': ({ code }) => {
      mustBeRight(code);
      return signIn();
    },
    'account.sign-in-with': ({ provider, credentials }) => {
      if (credentials !== undefined) return signIn();
      change({ inBrowser: provider });
      return { next: 'browser' };
    },
    'account.cancel-browser': () => {
      change({ inBrowser: null });
    },
    'account.request-reset': nothing,
    'account.set-password': ({ password, code }) => {
      if (password.length < 10) throw fail('account-weak-password');
      if (code === undefined) throw fail('account-code-needed');
      mustBeRight(code);
    },
    'account.reauthenticate': nothing,
    'account.change-email': ({ email, code }) => {
      if (email.startsWith('taken')) throw fail('account-exists');
      if (code === undefined) throw fail('account-code-needed');
      mustBeRight(code);
    },
    'account.answer-factor': ({ code }) => {
      mustBeRight(code);
      return signIn();
    },
    'account.use-recovery-code': (code) => {
      mustBeRight(code);
      return signIn();
    },
    'account.factors': () => factors,
    'account.enrol-factor': () => ({
      factorId: factor.id,
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Emulsion:ada@lumen.example?secret=JBSWY3DPEHPK3PXP&issuer=Emulsion',
      qrCode: drawnQrCode(33),
    }),
    'account.confirm-factor': ({ code }) => {
      mustBeRight(code);
      factors = [factor];
      return { recoveryCodes };
    },
    'account.remove-factor': () => {
      factors = [];
    },
    'account.renew-recovery-codes': () => recoveryCodes,
    'account.identities': () => ({
      linked: ways,
      linkable: state.identityProviders.filter(
        ({ id }) => linkable.includes(id) && ways.every(({ provider }) => provider !== id),
      ),
    }),
    'account.link-identity': (provider) => {
      ways = [...ways, way(provider)];
      emit({ type: 'account-link', outcome: { result: 'identity-linked' } });
      return { next: 'browser' };
    },
    'account.unlink-identity': (id) => {
      ways = ways.filter((one) => one.id !== id);
    },
    'account.devices': () => recordedDevices,
    'account.rename-device': nothing,
    'account.revoke-device': nothing,
    'account.sign-out': () => {
      const accounts = state.accounts.map((account) =>
        account.id === state.active ? { ...account, signedIn: false } : account,
      );
      change({ accounts, active: localScope });
    },
    'account.set-profile': update,
    'account.choose-avatar': () => true,
    'account.remove-avatar': () => {
      update({ avatar: null });
    },
    'account.switch': (active: Scope) => {
      change({ active });
    },
    'account.forget': ({ id }) => {
      change({ accounts: state.accounts.filter((account) => account.id !== id) });
    },
  };
}
