import './elsewhere.css';
import { Info, MonitorSmartphone, SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { ElsewhereAssets } from './elsewhere-assets.tsx';
import { ElsewhereJobs } from './elsewhere-jobs.tsx';
import {
  lookElsewhere,
  readElsewhere,
  readMoreElsewhere,
  useElsewhere,
} from './elsewhere-store.ts';
import { SearchBox } from './search-box.tsx';
import { WhereSwitch } from './where-switch.tsx';

/** What the account's other devices have made: words, figures and, where allowed, small pictures. */
export function ElsewhereView() {
  const { t, format } = useTexts();
  const { what, text, total, assets, jobs } = useElsewhere();
  useEffect(() => {
    attempt(readElsewhere);
  }, []);
  const shown = what === 'images' ? assets.length : jobs.length;
  return (
    <>
      <header className="screen__head library-bar">
        <h1>{t('screen.library')}</h1>
        <WhereSwitch />
        <SearchBox
          label={t('elsewhere.search')}
          hint={t(`elsewhere.${what}Hint`)}
          applied={text}
          onSearch={(typed) => {
            attempt(() => lookElsewhere({ text: typed }));
          }}
        />
        <p className="library-bar__count" role="status">
          {total === null || text === ''
            ? ''
            : t('elsewhere.count', { count: total, shown: format.number(total) })}
        </p>
        <Segmented
          label={t('elsewhere.what')}
          value={what}
          options={[
            { value: 'images', label: t('elsewhere.images') },
            { value: 'jobs', label: t('elsewhere.jobs') },
          ]}
          onChange={(next) => {
            attempt(() => lookElsewhere({ what: next }));
          }}
        />
      </header>
      {/* It scrolls, and may hold nothing that takes the focus. */}
      <section
        className="screen__page elsewhere"
        aria-label={t('elsewhere.elsewhere')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {total === 0 ? <Nothing /> : null}
        {total !== null && total > 0 ? (
          <>
            {what === 'images' ? (
              <>
                <p className="elsewhere__why">
                  <Info aria-hidden />
                  {t('elsewhere.why')}
                </p>
                <ElsewhereAssets assets={assets} />
              </>
            ) : (
              <ElsewhereJobs jobs={jobs} />
            )}
            {shown < total ? (
              <Button
                className="elsewhere__more"
                onClick={() => {
                  attempt(readMoreElsewhere);
                }}
              >
                {t('elsewhere.more')}
              </Button>
            ) : null}
          </>
        ) : null}
      </section>
    </>
  );
}

function Nothing() {
  const { t } = useTexts();
  const { text, what } = useElsewhere();
  if (text === '') {
    return (
      <EmptyState icon={<MonitorSmartphone />} title={t('elsewhere.emptyTitle')}>
        <p>{t('elsewhere.emptyText')}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<SearchX />} title={t('elsewhere.nothing')}>
      <p>{what === 'images' ? t('elsewhere.nothingText') : t('elsewhere.nothingJobs')}</p>
    </EmptyState>
  );
}
