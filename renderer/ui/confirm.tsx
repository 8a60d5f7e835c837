import './confirm.css';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What it does, and what stays. */
  readonly children: ReactNode;
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back by a click. */
export function Confirm({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTexts();
  return (
    <Dialog
      title={title}
      width={460}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose();
              attempt(onConfirm);
            }}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="dialog__content confirm">{children}</div>
    </Dialog>
  );
}
