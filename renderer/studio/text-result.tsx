import { Copy } from 'lucide-react';
import type { TextResult } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { copyText } from './result-actions.ts';

/** A text, tags or a verdict, with a button that copies it. */
export function TextResultView({ result }: { readonly result: TextResult }) {
  const { t, format } = useTexts();
  const copy = (text: string) => (
    <IconButton
      label={t('results.copy')}
      className="result__copy"
      icon={<Copy />}
      onClick={() => {
        attempt(() => copyText(text, t('toast.textCopied')));
      }}
    />
  );
  switch (result.kind) {
    case 'text':
      if (result.text.trim() === '') return <p className="result__hint">{t('results.noText')}</p>;
      return (
        <div className="result__body">
          <p className="result__text selectable">{result.text}</p>
          {copy(result.text)}
        </div>
      );
    case 'tags':
      return (
        <div className="result__body">
          <ul className="result__tags selectable">
            {result.tags.map(({ label, confidence }) => (
              <li key={label} title={format.percent(confidence)}>
                {label}
                <span>{format.percent(confidence)}</span>
              </li>
            ))}
          </ul>
          {copy(result.tags.map((tag) => tag.label).join(', '))}
        </div>
      );
    case 'verdict': {
      const tone = { 'likely-safe': 'good', unsure: 'warning', 'likely-adult': 'danger' } as const;
      return (
        <div className="result__verdict">
          <Badge tone={tone[result.verdict]}>{t(`verdict.${result.verdict}`)}</Badge>
          <dl>
            {Object.entries(result.scores).map(([name, score]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{format.percent(score)}</dd>
              </div>
            ))}
          </dl>
          <p className="result__hint">{t('verdict.hint')}</p>
        </div>
      );
    }
  }
}
