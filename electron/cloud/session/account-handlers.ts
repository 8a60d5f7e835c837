import type { AccountId, AccountState, Scope } from '../../contract/account.ts';
import type { accountChannels } from '../../contract/account-channels.ts';
import { fail, toAppError } from '../../contract/app-error.ts';
import type { CloudHandlers } from '../cloud-handlers.ts';
import type { Identities } from '../identity/identities.ts';
import type { Accounts } from './accounts.ts';
import type { LinkOutcome } from './callbacks.ts';
import type { Credentials } from './credentials.ts';
import { listDevices, renameDevice, revokeDevice } from './devices.ts';
import type { LinkedIdentities } from './linked-identities.ts';
import type { PersonalData } from './personal-data.ts';
import type { PendingLinks } from './pending-links.ts';
import type { Profile } from './profile.ts';
import type { SecondFactor } from './second-factor.ts';
import type { SignIn } from './sign-in.ts';

export type AccountHandlers = Pick<CloudHandlers, keyof typeof accountChannels>;

export interface AccountHandlerParts {
  readonly accounts: Accounts;
  readonly signIn: SignIn;
  readonly identities: Identities;
  readonly credentials: Credentials;
  readonly secondFactor: SecondFactor;
  readonly profile: Profile;
  readonly personalData: PersonalData;
  readonly linked: LinkedIdentities;
  readonly links: PendingLinks;
  readonly state: () => AccountState;
  /** Asks for one image; null: the user closed the dialog. */
  readonly chooseImage: () => Promise<string | null>;
  /** Asks where to save a file of this name; null: the user closed the dialog. */
  readonly chooseSavePath: (name: string) => Promise<string | null>;
  /** Deletes what an account has made on this device. */
  readonly erase: (account: AccountId) => Promise<void>;
  readonly onChange: () => void;
  readonly onLink: (outcome: LinkOutcome) => void;
}

/** What the window may ask about accounts, each from the part that knows. */
export function accountHandlers(parts: AccountHandlerParts): AccountHandlers {
  const { accounts, signIn, identities, credentials, secondFactor, profile, links } = parts;
  const current = accounts.current;
  return noticingTheEnd(accounts, {
    'account.state': () => {
      if (!identities.isLoaded()) identities.load().then(parts.onChange, () => undefined);
      return parts.state();
    },
    'account.sign-up': (request) => signIn.signUp(request),
    'account.sign-in': (request) => signIn.withPassword(request),
    'account.send-magic-link': (email) => signIn.sendMagicLink(email),
    'account.resend': ({ purpose, email }) => signIn.resend(purpose, email),
    'account.enter-code': (mailed) =>
      mailed.purpose === 'email-change'
        ? credentials.confirmEmail(mailed.email, mailed.code)
        : signIn.withCode(mailed),
    'account.sign-in-with': async (request) => {
      const step = await identities.signInWith(request);
      if (step.next === 'browser') parts.onChange();
      return step;
    },
    'account.cancel-browser': () => {
      links.forgetBrowser();
      parts.onChange();
    },
    'account.request-reset': (email) => signIn.requestReset(email),
    'account.set-password': ({ password, code }) => credentials.setPassword(password, code),
    'account.reauthenticate': () => credentials.reauthenticate(),
    'account.change-email': ({ email, code }) => credentials.changeEmail(email, code),

    'account.answer-factor': async ({ code }) => {
      const step = await secondFactor.answer(code);
      const facts =
        step.next === 'signed-in' ? accounts.open(step.account.id)?.session.facts() : null;
      if (facts?.resetsPassword === true) parts.onLink({ result: 'set-password' });
      return step;
    },
    'account.use-recovery-code': (code) => secondFactor.useRecoveryCode(code),
    'account.factors': () => secondFactor.list(),
    'account.enrol-factor': ({ name }) => secondFactor.enrol(name),
    'account.confirm-factor': async ({ factorId, code }) => ({
      recoveryCodes: await secondFactor.confirm(factorId, code),
    }),
    'account.remove-factor': (factorId) => secondFactor.remove(factorId),
    'account.renew-recovery-codes': () => secondFactor.renewRecoveryCodes(),

    'account.identities': async () => {
      if (!identities.isLoaded()) await identities.load();
      const linked = await parts.linked.list();
      return { linked, linkable: parts.linked.linkable(linked) };
    },
    'account.link-identity': (provider) => parts.linked.link(provider),
    'account.unlink-identity': (id) => parts.linked.unlink(id),

    'account.devices': () => listDevices(current()),
    'account.rename-device': (device) => renameDevice(current(), device),
    'account.revoke-device': async (id) => {
      const own = current();
      if (id === own.device) return accounts.signOut('local');
      await revokeDevice(own, id);
    },
    'account.sign-out': (scope) => accounts.signOut(scope),

    'account.set-profile': ({ displayName }) => profile.setName(displayName),
    'account.choose-avatar': async () => {
      const file = await parts.chooseImage();
      if (file === null) return false;
      await profile.setAvatar(file);
      return true;
    },
    'account.remove-avatar': () => profile.removeAvatar(),

    'account.export': async () => {
      const file = await parts.chooseSavePath('emulsion-account.json');
      if (file === null) return false;
      await parts.personalData.exportTo(current(), file);
      return true;
    },
    'account.deletion': () => parts.personalData.deletion(current()),
    'account.request-deletion': () => parts.personalData.requestDeletion(current()),
    'account.take-deletion-back': () => parts.personalData.takeDeletionBack(current()),

    'account.switch': (scope: Scope) => accounts.switchTo(scope),
    'account.forget': async ({ id, erase }) => {
      await accounts.forget(id);
      profile.forget(id);
      if (erase) await parts.erase(id);
    },
  });
}

/** A call that the cloud refused may be the first to hear that this device was signed out from afar. */
function noticingTheEnd(accounts: Accounts, handlers: AccountHandlers): AccountHandlers {
  const noticing = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input: unknown): Promise<unknown> => {
      const before = accounts.active();
      try {
        return await (handler as (input: unknown) => unknown)(input);
      } catch (thrown) {
        const { kind } = toAppError(thrown);
        if (before === 'local' || kind !== 'not-allowed') throw thrown;
        await accounts.check(before);
        throw accounts.open(before) === null ? fail('account-signed-out') : thrown;
      }
    },
  ]);
  return Object.fromEntries(noticing) as AccountHandlers;
}
