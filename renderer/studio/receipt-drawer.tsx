import './receipt-drawer.css';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { AttemptRecord, Receipt } from '../../electron/contract/receipt.ts';
import { errorText } from '../i18n/error-text.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { lossText } from './route-list.tsx';
import { useStudio } from './store.ts';

/** The proof on a result: who was asked and why, what happened, what it cost. */
export function ReceiptDrawer() {
  const receipt = useStudio((state) => state.receipt);
  return receipt ? <ReceiptSheet receipt={receipt} /> : null;
}

function close(): void {
  useStudio.setState({ receipt: null });
}

function ReceiptSheet({ receipt }: { readonly receipt: Receipt }) {
  const { t, format } = useTexts();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const { route, attempts, estimate, cost } = receipt;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it
    <section
      ref={ref}
      className="receipt"
      tabIndex={-1}
      aria-label={t('receipt.title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header className="receipt__head">
        <h2>{t('receipt.title')}</h2>
        {receipt.simulated ? <Badge tone="warning">{t('simulated.badge')}</Badge> : null}
        <IconButton label={t('common.close')} icon={<X />} onClick={close} />
      </header>
      <div className="receipt__scroll">
        <div className="receipt__sum">
          <strong>{cost === 0 ? t('route.free') : format.money(cost)}</strong>
          <span>
            {estimate.high === 0
              ? t('receipt.estimatedFree')
              : t('receipt.estimated', { cost: format.cost(estimate), basis: estimate.basis })}
          </span>
        </div>
        <dl className="receipt__facts">
          <Fact name={t('receipt.madeBy')}>
            {receipt.provider === null
              ? t('receipt.nobody')
              : `${t(`provider.${receipt.provider}`)} · ${receipt.model ?? ''}`}
          </Fact>
          <Fact name={t('receipt.time')}>
            {format.date(receipt.startedAt)} ·{' '}
            {format.duration(receipt.endedAt - receipt.startedAt)}
          </Fact>
          <Fact name={t('receipt.cache')}>{t(`receipt.cacheIs.${receipt.cache}`)}</Fact>
          {receipt.seed === undefined ? null : (
            <Fact name={t('option.seed.label')}>{receipt.seed}</Fact>
          )}
          {receipt.finishReason === undefined ? null : (
            <Fact name={t('receipt.finish')}>{receipt.finishReason}</Fact>
          )}
          {receipt.losses.length === 0 ? null : (
            <Fact name={t('receipt.losses')}>
              {receipt.losses.map((loss) => lossText(loss, t)).join(', ')}
            </Fact>
          )}
        </dl>
        <h3>{t('receipt.attempts', { count: attempts.length })}</h3>
        <ol className="receipt__attempts">
          {attempts.map((attempt) => (
            <Attempt key={attempt.id} attempt={attempt} />
          ))}
        </ol>
        <h3>
          {t('route.candidates')} · {t(`policy.${route.policy}`)}
        </h3>
        <ol className="receipt__list">
          {route.candidates.map((candidate) => (
            <li key={`${candidate.provider} ${candidate.model}`}>
              <span>
                {t(`provider.${candidate.provider}`)} · {candidate.model}
              </span>
              <span>
                {candidate.estimate.high === 0 ? t('route.free') : format.cost(candidate.estimate)}
              </span>
            </li>
          ))}
        </ol>
        {route.excluded.length === 0 ? null : (
          <>
            <h3>{t('receipt.excluded')}</h3>
            <ul className="receipt__list">
              {route.excluded.map(({ provider, model, reason }) => (
                <li key={`${provider} ${model ?? ''}`}>
                  <span>{t(`provider.${provider}`)}</span>
                  <span>{t(`exclusion.${reason}`)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="selectable">{children}</dd>
    </div>
  );
}

function Attempt({ attempt }: { readonly attempt: AttemptRecord }) {
  const { t, format } = useTexts();
  const good = attempt.outcome === 'succeeded';
  return (
    <li className={good ? 'attempt attempt--good' : 'attempt'}>
      <p className="attempt__line">
        <strong>{t(`provider.${attempt.provider}`)}</strong>
        <span>{t(`outcome.${attempt.outcome}`)}</span>
      </p>
      <p className="attempt__line attempt__line--small">
        <span>
          {format.duration(attempt.endedAt - attempt.startedAt)}
          {attempt.waitedMs > 0
            ? ` · ${t('receipt.waited', { time: format.duration(attempt.waitedMs) })}`
            : ''}
        </span>
        <span>
          {attempt.cost === null
            ? t('receipt.costUnknown')
            : attempt.cost === 0
              ? t('route.free')
              : format.money(attempt.cost)}
        </span>
      </p>
      {attempt.error ? <p className="attempt__error">{errorText(attempt.error, t).what}</p> : null}
      {attempt.requestId === undefined ? null : (
        <p className="attempt__id selectable">{attempt.requestId}</p>
      )}
    </li>
  );
}
