import './dialog.css';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
  /** The title is read out but not drawn, as in the palette. */
  readonly bare?: boolean;
  /** Only its own buttons close it: what it shows comes but once. */
  readonly firm?: boolean;
}

/** Of radio buttons only the chosen one takes the focus; of buttons the first, where there is no field. */
const firstField = 'input:not([type=radio]), input:checked, select, textarea';

/** A modal dialog: the browser's own, which traps the focus, closes on Escape and gives it back. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  width = 520,
  bare = false,
  firm = false,
}: DialogProps) {
  const { t } = useTexts();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser would take whatever can have the focus, even what only a script can give it.
    const first = dialog?.querySelector<HTMLElement>(firstField) ?? dialog?.querySelector('button');
    first?.focus();
    return () => dialog?.close();
  }, []);

  useEffect(() => {
    const dialog = ref.current;
    const cancel = (event: Event): void => {
      // React takes the dialog away; until then it stays open.
      event.preventDefault();
      if (!firm) onClose();
    };
    // A press on the dialog itself, not on what is in it, is one on the dark around it.
    const press = (event: MouseEvent): void => {
      if (event.target === dialog && !firm) onClose();
    };
    // A second Escape would close the browser's dialog whatever its first answer was.
    const keyDown = (event: KeyboardEvent): void => {
      if (firm && event.key === 'Escape') event.preventDefault();
    };
    dialog?.addEventListener('cancel', cancel);
    dialog?.addEventListener('keydown', keyDown);
    dialog?.addEventListener('mousedown', press);
    return () => {
      dialog?.removeEventListener('cancel', cancel);
      dialog?.removeEventListener('keydown', keyDown);
      dialog?.removeEventListener('mousedown', press);
    };
  }, [onClose, firm]);

  return (
    <dialog ref={ref} className="dialog" style={{ width }} aria-labelledby={titleId}>
      <div className="dialog__body">
        <header className={bare ? 'visually-hidden' : 'dialog__header'}>
          <h2 id={titleId}>{title}</h2>
        </header>
        {children}
        {footer === undefined ? null : <footer className="dialog__footer">{footer}</footer>}
        {/* Last, so that the first field has the focus when the dialog opens. */}
        {bare || firm ? null : (
          <IconButton
            className="dialog__close"
            label={t('common.close')}
            icon={<X />}
            onClick={onClose}
          />
        )}
      </div>
    </dialog>
  );
}
