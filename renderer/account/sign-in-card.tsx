import './sign-in.css';
import { useAccount } from './account-store.ts';
import {
  BrowserStep,
  CheckMailStep,
  NewPasswordStep,
  RecoveryCodeStep,
  SecondFactorStep,
} from './proof-steps.tsx';
import { AskMailStep, ProviderPasswordStep, SignInStep, SignUpStep } from './sign-in-steps.tsx';

/** The way in, one step at a time. */
export function SignInCard() {
  const step = useAccount((view) => view.step);
  const inBrowser = useAccount((view) => view.state?.inBrowser ?? null);
  // A step of its own for each name: its fields and complaints do not outlive it.
  return (
    <div key={inBrowser ?? step.name} className="sign-in__card">
      {inBrowser === null ? <Step /> : <BrowserStep provider={inBrowser} />}
    </div>
  );
}

function Step() {
  const step = useAccount((view) => view.step);
  switch (step.name) {
    case 'sign-in':
      return <SignInStep />;
    case 'sign-up':
      return <SignUpStep />;
    case 'magic-link':
      return <AskMailStep purpose="magic-link" />;
    case 'reset':
      return <AskMailStep purpose="recovery" />;
    case 'provider-password':
      return <ProviderPasswordStep provider={step.provider} />;
    case 'check-mail':
      return <CheckMailStep purpose={step.purpose} email={step.email} sentAt={step.sentAt} />;
    case 'second-factor':
      return <SecondFactorStep />;
    case 'recovery-code':
      return <RecoveryCodeStep />;
    case 'new-password':
      return <NewPasswordStep />;
  }
}
