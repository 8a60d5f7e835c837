import { Copy } from 'lucide-react';
import { useId } from 'react';
import type { Enrolment } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { CodeField } from './proof-steps.tsx';
import { QrCode } from './qr-code.tsx';
import { useForm } from './use-form.ts';

interface EnrolDialogProps {
  readonly enrolment: Enrolment;
  /** The first factor brings recovery codes. */
  readonly onConfirmed: (codes: readonly string[] | null) => void;
  readonly onClose: () => void;
}

/** The secret goes into the authenticator app, and a code of it comes back as proof. */
export function EnrolDialog({ enrolment, onConfirmed, onClose }: EnrolDialogProps) {
  const { t } = useTexts();
  const formId = useId();
  const { factorId, secret, qrCode } = enrolment;
  const { onSubmit, busy, errorOf, note } = useForm(['code'], async ({ code }) => {
    const { recoveryCodes } = await call('account.confirm-factor', { factorId, code });
    onConfirmed(recoveryCodes);
  });
  return (
    <Dialog
      title={t('account.twoStep.enrolTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" disabled={busy}>
            {busy ? t('account.working') : t('account.twoStep.turnOn')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="dialog__content enrol"
        aria-label={t('account.twoStep.enrolTitle')}
        noValidate
        onSubmit={onSubmit}
      >
        <QrCode rows={qrCode} label={t('account.twoStep.qr')} />
        <div className="enrol__words">
          <p>{t('account.twoStep.scan')}</p>
          <div>
            <p className="enrol__label">{t('account.twoStep.secret')}</p>
            <p className="enrol__secret">
              <code className="selectable">{inGroups(secret)}</code>
              <IconButton
                label={t('account.twoStep.copySecret')}
                icon={<Copy />}
                onClick={() => {
                  attempt(async () => {
                    await navigator.clipboard.writeText(secret);
                    sayNews(t('account.said.secretCopied'));
                  });
                }}
              />
            </p>
          </div>
          <CodeField label={t('account.twoStep.confirm')} error={errorOf('code')} />
          {note === null ? null : (
            <div role="alert">
              <ErrorNote error={note} />
            </div>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** Four letters at a time are easier to type. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}
