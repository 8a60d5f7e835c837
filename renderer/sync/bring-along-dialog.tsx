import './sync.css';
import { Images, ListTodo } from 'lucide-react';
import type { BringAlong } from '../../electron/contract/sync.ts';
import { useAccount } from '../account/account-store.ts';
import { activeAccount, nameOf } from '../account/sign-in-flow.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { answerOffer, postponeOffer, useSync } from './sync-store.ts';

/** After the first sign-in: does the work that was made before come along? */
export function BringAlongDialog() {
  const offer = useSync((state) => state.offer);
  return offer === null ? null : <Offer offer={offer} />;
}

function Offer({ offer }: { readonly offer: BringAlong }) {
  const { t, format } = useTexts();
  const account = useAccount((view) => activeAccount(view.state));
  const name = account === null ? '' : nameOf(account, t);
  const choice = (answer: 'bring' | 'leave') => (
    <button
      type="button"
      className="bring-along__choice"
      onClick={() => {
        attempt(() => answerOffer(answer));
      }}
    >
      <strong>{t(`sync.bring.${answer}`)}</strong>
      {t(`sync.bring.${answer}Text`, { name })}
    </button>
  );
  return (
    <Dialog title={t('sync.bring.title')} width={500} onClose={postponeOffer}>
      <div className="dialog__content bring-along">
        <p>{t('sync.bring.text')}</p>
        <ul>
          {offer.assets > 0 ? (
            <li>
              <Images aria-hidden />
              {t('sync.bring.assets', { count: offer.assets, shown: format.number(offer.assets) })}
            </li>
          ) : null}
          {offer.jobs > 0 ? (
            <li>
              <ListTodo aria-hidden />
              {t('sync.bring.jobs', { count: offer.jobs, shown: format.number(offer.jobs) })}
            </li>
          ) : null}
        </ul>
        <div className="bring-along__choices">
          {choice('bring')}
          {choice('leave')}
        </div>
      </div>
    </Dialog>
  );
}
