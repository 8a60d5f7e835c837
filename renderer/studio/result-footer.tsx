import { ReceiptText } from 'lucide-react';
import type { Receipt } from '../../electron/contract/receipt.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { useStudio } from './store.ts';

/** Who made a result, for how much, in what time; the receipt has the rest. */
export function ResultFooter({ receipt }: { readonly receipt: Receipt }) {
  const { t, format } = useTexts();
  const cost = receipt.cost === 0 ? t('route.free') : format.money(receipt.cost);
  return (
    <div className="result__foot">
      {receipt.cache === 'hit' ? <Badge tone="good">{t('receipt.cacheHit')}</Badge> : null}
      <span className="clip">
        {receipt.provider === null ? '' : `${t(`provider.${receipt.provider}`)} · `}
        {cost} · {format.duration(receipt.endedAt - receipt.startedAt)}
      </span>
      <Button
        look="quiet"
        size="small"
        icon={<ReceiptText />}
        onClick={() => {
          useStudio.setState({ receipt });
        }}
      >
        {t('receipt.title')}
      </Button>
    </div>
  );
}
