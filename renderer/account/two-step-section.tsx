import { ShieldCheck, ShieldOff, Smartphone } from 'lucide-react';
import { useState } from 'react';
import type { Enrolment, Factor } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { AccountSection } from './account-section.tsx';
import { EnrolDialog } from './enrol-dialog.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { useAnswer } from '../ui/use-answer.ts';

const askFactors = () => call('account.factors', undefined);

type Open =
  | { readonly what: 'enrolment'; readonly enrolment: Enrolment }
  | { readonly what: 'codes'; readonly codes: readonly string[] }
  | { readonly what: 'removal'; readonly factor: Factor };

/** The code of a phone beside the password. */
export function TwoStepSection() {
  const { t, format } = useTexts();
  const { value: factors, error, reload } = useAnswer(askFactors);
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => {
    setOpen(null);
  };
  const on = factors !== null && factors.length > 0;

  const enrol = async (): Promise<void> => {
    const number = (factors?.length ?? 0) + 1;
    const name = t('account.twoStep.defaultName') + (number > 1 ? ` ${number}` : '');
    setOpen({ what: 'enrolment', enrolment: await call('account.enrol-factor', { name }) });
  };
  const renew = async (): Promise<void> => {
    setOpen({ what: 'codes', codes: await call('account.renew-recovery-codes', undefined) });
  };

  return (
    <AccountSection title={t('account.twoStep.title')}>
      {error === null ? null : <ErrorNote error={error} />}
      {factors === null ? null : (
        <>
          <div className="account-row">
            {on ? (
              <ShieldCheck className="account-row__good" aria-hidden />
            ) : (
              <ShieldOff aria-hidden />
            )}
            <p className="account-row__text">
              {on ? t('account.twoStep.on') : t('account.twoStep.off')}
            </p>
            <Button
              size="small"
              onClick={() => {
                attempt(enrol);
              }}
            >
              {on ? t('account.twoStep.add') : t('account.twoStep.setUp')}
            </Button>
          </div>
          {factors.map((factor) => (
            <div key={factor.id} className="account-row">
              <Smartphone aria-hidden />
              <div className="account-row__text">
                <p className="account-row__name clip">{factor.name}</p>
                <p className="account-row__about">
                  {t('account.twoStep.since', { date: format.date(factor.createdAt) })}
                </p>
              </div>
              <Button
                size="small"
                look="danger"
                aria-label={t('account.twoStep.removeOf', { name: factor.name })}
                onClick={() => {
                  setOpen({ what: 'removal', factor });
                }}
              >
                {t('account.twoStep.remove')}
              </Button>
            </div>
          ))}
          {on ? (
            <div>
              <Button
                size="small"
                look="quiet"
                onClick={() => {
                  attempt(renew);
                }}
              >
                {t('account.twoStep.renew')}
              </Button>
            </div>
          ) : null}
        </>
      )}
      {open?.what === 'enrolment' ? (
        <EnrolDialog
          enrolment={open.enrolment}
          onConfirmed={(codes) => {
            reload();
            setOpen(codes === null ? null : { what: 'codes', codes });
          }}
          onClose={close}
        />
      ) : null}
      {open?.what === 'codes' ? <RecoveryCodes codes={open.codes} onClose={close} /> : null}
      {open?.what === 'removal' ? (
        <Confirm
          title={t('account.twoStep.removeAsk', { name: open.factor.name })}
          action={t('account.twoStep.remove')}
          onConfirm={async () => {
            await call('account.remove-factor', open.factor.id);
            if (factors?.length === 1) sayNews(t('account.said.factorRemoved'));
            reload();
          }}
          onClose={close}
        >
          <p>{t('account.twoStep.removeText')}</p>
        </Confirm>
      ) : null}
    </AccountSection>
  );
}
