import { KeyRound, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LinkedIdentity } from '../../electron/contract/account.ts';
import { call, onEvent } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useAnswer } from '../ui/use-answer.ts';
import { AccountSection } from './account-section.tsx';
import { useAccount } from './account-store.ts';

const askIdentities = () => call('account.identities', undefined);

/** The ways in: what is linked and can be unlinked, but for the last one, and what could be linked. */
export function IdentitiesSection() {
  const { t, format } = useTexts();
  const { value, error, reload } = useAnswer(askIdentities);
  const known = useAccount((view) => view.state?.identityProviders);
  const [going, setGoing] = useState<LinkedIdentity | null>(null);
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === 'account-link' && event.outcome.result === 'identity-linked') reload();
      }),
    [reload],
  );
  const nameOf = (provider: string): string =>
    provider === 'email'
      ? t('account.ways.password')
      : (known?.find(({ id }) => id === provider)?.name ?? provider);
  const linked = value?.linked ?? [];
  return (
    <AccountSection title={t('account.ways.title')} text={t('account.ways.text')}>
      {error === null ? null : <ErrorNote error={error} />}
      {linked.map((identity) => (
        <div key={identity.id} className="account-row">
          {identity.provider === 'email' ? <KeyRound aria-hidden /> : <Link2 aria-hidden />}
          <div className="account-row__text">
            <p className="account-row__name clip">{nameOf(identity.provider)}</p>
            <p className="account-row__about clip">
              {identity.createdAt === null
                ? identity.email
                : t('account.ways.since', {
                    email: identity.email ?? '',
                    date: format.day(identity.createdAt),
                  })}
            </p>
          </div>
          {identity.provider === 'email' || linked.length < 2 ? null : (
            <Button
              size="small"
              look="danger"
              aria-label={t('account.ways.unlinkOf', { name: nameOf(identity.provider) })}
              onClick={() => {
                setGoing(identity);
              }}
            >
              {t('account.ways.unlink')}
            </Button>
          )}
        </div>
      ))}
      {value === null || value.linkable.length === 0 ? null : (
        <div className="account-row account-row--choices">
          {value.linkable.map(({ id, name }) => (
            <Button
              key={id}
              size="small"
              icon={<Link2 />}
              onClick={() => {
                attempt(() => call('account.link-identity', id));
              }}
            >
              {t('account.ways.link', { name })}
            </Button>
          ))}
        </div>
      )}
      {going === null ? null : (
        <Confirm
          title={t('account.ways.ask', { name: nameOf(going.provider) })}
          action={t('account.ways.unlink')}
          onConfirm={async () => {
            await call('account.unlink-identity', going.id);
            sayNews(t('account.said.unlinked', { name: nameOf(going.provider) }));
            reload();
          }}
          onClose={() => {
            setGoing(null);
          }}
        >
          <p>{t('account.ways.askText')}</p>
        </Confirm>
      )}
    </AccountSection>
  );
}
