import './account.css';
import { ArrowLeft, CloudOff, Images, MonitorSmartphone, Receipt, ShieldCheck } from 'lucide-react';
import { useBrand } from '../stores/configuration.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { AccountPage } from './account-page.tsx';
import { leaveSignIn, useAccount } from './account-store.ts';
import { SignInCard } from './sign-in-card.tsx';
import { activeAccount } from './sign-in-flow.ts';

/** Who one is to the cloud: the way in, or the account itself. */
export function AccountScreen() {
  const { t } = useTexts();
  const { state, adding } = useAccount();
  const account = activeAccount(state);
  return (
    <main className="screen account">
      <header className="screen__head">
        <h1>{t('account.title')}</h1>
        {account !== null && adding ? (
          <Button look="quiet" size="small" icon={<ArrowLeft />} onClick={leaveSignIn}>
            {t('account.back')}
          </Button>
        ) : null}
      </header>
      <div className="screen__page">
        {state === null ? null : !state.cloud ? (
          <NoCloud />
        ) : account === null || adding ? (
          <SignedOut sessionsPersist={state.sessionsPersist} />
        ) : (
          <AccountPage account={account} />
        )}
      </div>
    </main>
  );
}

function NoCloud() {
  const { t } = useTexts();
  const brand = useBrand();
  return (
    <EmptyState icon={<CloudOff />} title={t('account.noCloud.title')}>
      <p>{t('account.noCloud.text', { name: brand.name })}</p>
    </EmptyState>
  );
}

const reasons = [
  { id: 'sync', icon: MonitorSmartphone },
  { id: 'private', icon: Images },
  { id: 'usage', icon: Receipt },
  { id: 'nothing', icon: ShieldCheck },
] as const;

/** What an account gives, that nothing needs one, and the way in. */
function SignedOut({ sessionsPersist }: { readonly sessionsPersist: boolean }) {
  const { t } = useTexts();
  const brand = useBrand();
  return (
    <div className="sign-in">
      <section className="sign-in__why" aria-labelledby="why-title">
        <h2 id="why-title">{t('account.why.title')}</h2>
        <p>{t('account.why.lead', { name: brand.name })}</p>
        <ul>
          {reasons.map(({ id, icon: Icon }) => (
            <li key={id}>
              <Icon aria-hidden />
              <span>
                <strong>{t(`account.why.${id}`)}</strong>
                {t(`account.why.${id}Text`)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <div>
        <SignInCard />
        {sessionsPersist ? null : <p className="sign-in__note">{t('account.notKept')}</p>}
      </div>
    </div>
  );
}
