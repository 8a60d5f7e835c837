import { Copy, Download } from 'lucide-react';
import { useBrand } from '../stores/configuration.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Shown this once: no press beside the dialog takes them away. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  const { t } = useTexts();
  const brand = useBrand();
  const text = `${codes.join('\n')}\n`;
  return (
    <Dialog
      title={t('account.twoStep.codesTitle')}
      firm
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('account.twoStep.kept')}
        </Button>
      }
    >
      <div className="dialog__content recovery-codes">
        <p>{t('account.twoStep.codesText')}</p>
        <ul className="selectable">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className="recovery-codes__buttons">
          <Button
            icon={<Copy />}
            onClick={() => {
              attempt(async () => {
                await navigator.clipboard.writeText(text);
                sayNews(t('account.said.codesCopied'));
              });
            }}
          >
            {t('account.twoStep.copyCodes')}
          </Button>
          <Button
            icon={<Download />}
            onClick={() => {
              saveText(`${brand.name} recovery codes.txt`, text);
            }}
          >
            {t('account.twoStep.saveCodes')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** The browser itself asks where to. */
function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
