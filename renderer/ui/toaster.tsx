import './toaster.css';
import { Check, TriangleAlert, X } from 'lucide-react';
import { Toast as RadixToast } from 'radix-ui';
import { useTexts } from '../i18n/i18n.ts';
import { type Toast, attempt, dismissToast, useToasts } from '../stores/toasts.ts';
import { Button } from './button.tsx';
import { ErrorActionButton } from './error-action.tsx';
import { ErrorNote } from './error-note.tsx';

/**
 * News and errors in the corner; F8 goes to them. Radix' toast, because sonner writes a style
 * element into the page, which the page's policy forbids.
 */
export function Toaster() {
  const { t } = useTexts();
  const toasts = useToasts((state) => state.toasts);
  return (
    <RadixToast.Provider label={t('toast.one')} swipeDirection="right">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
      <RadixToast.Viewport className="toaster" label={t('toast.all')} />
    </RadixToast.Provider>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const { t } = useTexts();
  const isError = toast.kind === 'error';
  const undo = toast.kind === 'news' ? toast.undo : undefined;
  const staysLonger = toast.kind !== 'news' || undo !== undefined;
  return (
    <RadixToast.Root
      className="toast"
      type={isError ? 'foreground' : 'background'}
      duration={staysLonger ? 12_000 : 4000}
      onOpenChange={(open) => {
        if (!open) dismissToast(toast.id);
      }}
    >
      <RadixToast.Description asChild>
        {isError ? (
          <div className="toast__text">
            <ErrorNote error={toast.error} />
          </div>
        ) : (
          <div className={`toast__text toast__text--${toast.kind}`}>
            {toast.kind === 'warning' ? <TriangleAlert aria-hidden /> : <Check aria-hidden />}
            {toast.text}
          </div>
        )}
      </RadixToast.Description>
      {isError ? (
        <ErrorActionButton
          error={toast.error}
          onDone={() => {
            dismissToast(toast.id);
          }}
        />
      ) : null}
      {undo ? (
        <RadixToast.Action asChild altText={t('toast.undo')}>
          <Button
            size="small"
            onClick={() => {
              attempt(undo);
            }}
          >
            {t('toast.undo')}
          </Button>
        </RadixToast.Action>
      ) : null}
      <RadixToast.Close className="icon-button toast__close" aria-label={t('common.close')}>
        <X />
      </RadixToast.Close>
    </RadixToast.Root>
  );
}
