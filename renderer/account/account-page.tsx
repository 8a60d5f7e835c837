import type { Account } from '../../electron/contract/account.ts';
import { AccountsSection } from './accounts-section.tsx';
import { DevicesSection } from './devices-section.tsx';
import { IdentitiesSection } from './identities-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SignOutSection } from './sign-out-section.tsx';
import { TwoStepSection } from './two-step-section.tsx';
import { YourDataSection } from './your-data-section.tsx';

/** The account that is shown: who it is, how one gets in, and from where. */
export function AccountPage({ account }: { readonly account: Account }) {
  return (
    // Nothing that was typed for one account is left standing for another.
    <div key={account.id} className="account-page">
      <ProfileSection account={account} />
      <SecuritySection account={account} />
      <IdentitiesSection />
      <TwoStepSection />
      <DevicesSection />
      <AccountsSection />
      <YourDataSection email={account.email} />
      <SignOutSection />
    </div>
  );
}
