import './origins.css';
import type { ConfigPath } from '../../electron/contract/config-fields.ts';
import type { ConfigOrigin } from '../../electron/contract/remote-config.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useConfiguration } from '../stores/configuration.ts';
import { LinkButton } from '../ui/link-button.tsx';
import { Tip } from '../ui/tip.tsx';
import { originAt } from './origins.ts';
import { chooseSection } from './section.ts';

interface OriginMarkProps {
  /** What it is called, for who cannot see where it stands. */
  readonly title: string;
  readonly path: ConfigPath;
  /** The user's own choice counts. */
  readonly chosen: boolean;
  readonly onFollow: () => void;
}

/** Where a value comes from; the user's own can be given up for what is configured. */
export function OriginMark({ title, path, chosen, onFollow }: OriginMarkProps) {
  const { t } = useTexts();
  const entries = useConfiguration((state) => state.entries);
  const origin: ConfigOrigin | 'own' = chosen ? 'own' : originAt(entries ?? [], path);
  return (
    <span className="origin-mark">
      <Tip text={t(`origin.why.${origin}`)}>
        <button
          type="button"
          className={`origin-mark__origin origin-mark__origin--${origin}`}
          onClick={() => {
            chooseSection('origins');
          }}
        >
          {t(`origin.is.${origin}`)}
        </button>
      </Tip>
      {chosen ? (
        <LinkButton label={t('origin.followOf', { title })} onClick={onFollow}>
          {t('origin.follow')}
        </LinkButton>
      ) : null}
    </span>
  );
}
