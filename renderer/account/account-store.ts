import { create } from 'zustand';
import type {
  AccountState,
  MailPurpose,
  NextStep,
  Scope,
} from '../../electron/contract/account.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { showScreen } from '../stores/navigation.ts';
import { sayError, sayNews } from '../stores/toasts.ts';
import { type SignInStep, firstStep, stepAfter, stepAtStart } from './sign-in-flow.ts';

interface AccountView {
  /** Null until the main process has answered. */
  readonly state: AccountState | null;
  readonly step: SignInStep;
  /** Carried from step to step, so that nobody types an address twice. */
  readonly email: string;
  /** Somebody is signed in, and another account shall be added. */
  readonly adding: boolean;
}

export const useAccount = create<AccountView>(() => ({
  state: null,
  step: firstStep,
  email: '',
  adding: false,
}));

export async function loadAccount(): Promise<void> {
  const state = await call('account.state', undefined);
  useAccount.setState({ state, step: stepAtStart(state) });
}

export function goToStep(step: SignInStep): void {
  useAccount.setState({ step });
}

/** Opens the way in: for the first account, for another one, or for one whose session has ended. */
export function startSignIn(email = ''): void {
  useAccount.setState({ step: firstStep, email, adding: true });
  showScreen('account');
}

/** Goes where an answer leads; `purpose` is what an e-mail of this step is for. */
export async function takeAnswer(answer: NextStep, purpose: MailPurpose): Promise<void> {
  const step = stepAfter(answer, { purpose, now: Date.now() });
  if (step === null) {
    finishSignIn();
    // The event that tells of the account may come after the answer.
    useAccount.setState({ state: await call('account.state', undefined) });
    // After a reset somebody is in already, and yet a step is left.
  } else useAccount.setState({ step, adding: true });
}

/** Back to the account that is shown, or to the beginning. */
export function leaveSignIn(): void {
  useAccount.setState(({ state }) => ({
    step: state === null ? firstStep : stepAtStart(state),
    adding: false,
  }));
}

/** Somebody is in: the flow is over. */
function finishSignIn(): void {
  useAccount.setState({ step: firstStep, adding: false, email: '' });
  sayNews(textNow('account.said.signedIn'));
}

export async function switchAccount(scope: Scope): Promise<void> {
  if (useAccount.getState().state?.active !== scope) await call('account.switch', scope);
}

/** Ends the session on this device; what was made stays. */
export async function signOut(): Promise<void> {
  await call('account.sign-out', 'local');
  sayNews(textNow('account.said.signedOut'));
}

export function receiveAccountEvent(event: AppEvent): void {
  switch (event.type) {
    case 'account-changed':
      useAccount.setState(({ step }) => ({
        state: event.state,
        step: step.name === 'sign-in' ? stepAtStart(event.state) : step,
      }));
      break;
    case 'account-link':
      receiveLink(event.outcome);
      break;
    default:
  }
}

/** A link of a mail or a sign-in in the browser came back: the window goes where it led. */
function receiveLink(outcome: Extract<AppEvent, { type: 'account-link' }>['outcome']): void {
  switch (outcome.result) {
    case 'signed-in':
      finishSignIn();
      break;
    case 'second-factor':
      useAccount.setState({ step: { name: 'second-factor' }, adding: true });
      break;
    case 'set-password':
      useAccount.setState({ step: { name: 'new-password' }, adding: true });
      break;
    case 'email-changed':
      sayNews(textNow('account.said.emailChanged'));
      break;
    case 'identity-linked':
      sayNews(textNow('account.said.linked'));
      break;
    case 'failed':
      sayError(outcome.error);
      break;
  }
  showScreen('account');
}
