import type { AccountState, MailPurpose, NextStep } from '../../electron/contract/account.ts';
import type { AppError, AppErrorKind } from '../../electron/contract/app-error.ts';
import type { Texts } from '../i18n/i18n.ts';

/**
 * Where somebody stands on the way in. Pure: an answer of the main process goes in, the next step
 * comes out.
 *
 *   sign-in ⇄ sign-up, magic-link, reset, provider-password
 *      ├─ check-mail ─┬─ signed in (the flow is over)
 *      │              └─ new-password (after a reset)
 *      └─ second-factor ⇄ recovery-code ── signed in
 */
export type SignInStep =
  | { readonly name: 'sign-in' | 'sign-up' | 'magic-link' | 'reset' }
  | { readonly name: 'provider-password'; readonly provider: string }
  | {
      readonly name: 'check-mail';
      readonly purpose: MailPurpose;
      readonly email: string;
      /** When the last e-mail went out, in milliseconds since the epoch. */
      readonly sentAt: number;
    }
  | { readonly name: 'second-factor' | 'recovery-code' | 'new-password' };

export const firstStep: SignInStep = { name: 'sign-in' };

/** An e-mail can be asked for again after this long: auth servers refuse it sooner. */
const resendAfterMs = 60_000;

export interface Asked {
  /** What an e-mail that this step sends is for. */
  readonly purpose: MailPurpose;
  readonly now: number;
}

/** The step after an answer; null where nothing is left to do. */
export function stepAfter(answer: NextStep, { purpose, now }: Asked): SignInStep | null {
  switch (answer.next) {
    case 'signed-in':
      return purpose === 'recovery' ? { name: 'new-password' } : null;
    case 'check-mail':
      return { name: 'check-mail', purpose, email: answer.email, sentAt: now };
    case 'second-factor':
      return { name: 'second-factor' };
    case 'browser':
      return firstStep;
  }
}

/** Whole seconds until an e-mail can be asked for again; 0: now. */
export function secondsUntilResend(sentAt: number, now: number): number {
  return Math.max(0, Math.ceil((sentAt + resendAfterMs - now) / 1000));
}

/** The account that the window shows, where its session counts. */
export function activeAccount(state: AccountState | null): AccountState['accounts'][number] | null {
  const active = state?.accounts.find((account) => account.id === state.active);
  return active?.signedIn === true && !active.secondFactorDue ? active : null;
}

/** Where to begin: a session that lacks its second factor goes on there. */
export function stepAtStart(state: AccountState): SignInStep {
  const due = state.accounts.some((account) => account.secondFactorDue);
  return due ? { name: 'second-factor' } : firstStep;
}

export type FormField = 'email' | 'password' | 'code' | 'recovery' | 'name';

/** The fields in which an error can be mended; none: it concerns the whole step. */
export function fieldsOfError(kind: AppErrorKind): readonly FormField[] {
  switch (kind) {
    case 'account-exists':
      return ['email'];
    case 'account-wrong-password':
    case 'account-weak-password':
    case 'account-same-password':
      return ['password'];
    case 'account-wrong-code':
    case 'account-code-needed':
      return ['code', 'recovery'];
    default:
      return [];
  }
}

const weaknesses = ['pwned', 'length', 'characters'] as const;

/** The gravest thing that the cloud has against a password; null: it did not say. */
export function weaknessOf({
  params,
}: Pick<AppError, 'params'>): (typeof weaknesses)[number] | null {
  const reasons = String(params['reasons'] ?? '').split(', ');
  return weaknesses.find((weakness) => reasons.includes(weakness)) ?? null;
}

/** One or two letters for an account that has no picture. */
export function initialsOf(account: {
  readonly displayName: string;
  readonly email: string;
}): string {
  const words = account.displayName.split(/\s+/).filter((word) => word !== '');
  const letters =
    words.length === 0 ? [account.email] : [words[0], words.length > 1 ? words.at(-1) : ''];
  return letters.map((word) => firstLetter(word ?? '')).join('');
}

interface Named {
  readonly displayName: string;
  /** Empty where another service knows somebody without a proven address. */
  readonly email: string;
}

export function nameOf({ displayName, email }: Named, t: Texts): string {
  return displayName || email || t('account.profile.nobody');
}

function firstLetter(word: string): string {
  const point = word.codePointAt(0);
  return point === undefined ? '' : String.fromCodePoint(point).toUpperCase();
}
