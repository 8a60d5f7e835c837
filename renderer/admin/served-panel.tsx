import { useState } from 'react';
import type { ConfigVersion, ServedConfig } from '../../electron/contract/config-channels.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Field } from '../ui/field.tsx';
import { Range } from '../ui/inputs.tsx';
import { rollBack, setPercent, useAdmin } from './admin-store.ts';

/** What the channel serves now, to how many, and what it served before. */
export function ServedPanel() {
  const { t, format } = useTexts();
  const served = useAdmin((state) => state.served[state.channel]);
  const [back, setBack] = useState<ConfigVersion | null>(null);
  if (served === undefined) return null;
  const { version, versions } = served;
  return (
    <aside className="served" aria-label={t('admin.served')}>
      <section>
        <h2>{t('admin.served')}</h2>
        {version === null ? (
          <p className="served__about">{t('admin.nothingServed')}</p>
        ) : (
          <>
            <p className="served__version">{t('admin.version', { version })}</p>
            <RollOut key={`${version} ${served.revision}`} served={served} version={version} />
          </>
        )}
      </section>
      {versions.length === 0 ? null : (
        <section>
          <h2>{t('admin.versions')}</h2>
          <ol className="served__versions">
            {versions.map((one) => (
              <li key={one.version}>
                <p className="served__name">
                  {t('admin.version', { version: one.version })}
                  {one.version === version ? (
                    <Badge tone="good">{t('admin.servedBadge')}</Badge>
                  ) : null}
                  {served.percent < 100 &&
                  one.version === served.stableVersion &&
                  one.version !== version ? (
                    <Badge>{t('admin.stableBadge')}</Badge>
                  ) : null}
                  {one.version === version ? null : (
                    <Button
                      size="small"
                      look="quiet"
                      aria-label={t('admin.rollBackTo', { version: one.version })}
                      onClick={() => {
                        setBack(one);
                      }}
                    >
                      {t('admin.rollBack')}
                    </Button>
                  )}
                </p>
                <p className={one.note === '' ? 'served__about' : 'served__note'}>
                  {one.note === '' ? t('admin.noNote') : one.note}
                </p>
                <p className="served__about">
                  {t('admin.by', {
                    author: one.author ?? t('admin.nobody'),
                    date: format.date(one.publishedAt),
                  })}
                </p>
              </li>
            ))}
          </ol>
        </section>
      )}
      {back === null ? null : (
        <Confirm
          title={t('admin.rollBackTitle', { version: back.version })}
          action={t('admin.rollBack')}
          onConfirm={async () => {
            const { outcome } = await rollBack(back.version);
            if (outcome === 'done') sayNews(t('admin.rolledBack', { version: back.version }));
          }}
          onClose={() => {
            setBack(null);
          }}
        >
          <p>{t('admin.rollBackText', { version: back.version })}</p>
        </Confirm>
      )}
    </aside>
  );
}

interface RollOutProps {
  readonly served: ServedConfig;
  readonly version: number;
}

/** A version that goes to a part of the installations is widened when it has proved itself. */
function RollOut({ served, version }: RollOutProps) {
  const { t, format } = useTexts();
  const { percent, stableVersion } = served;
  const [wanted, setWanted] = useState(percent);
  if (percent === 100) return <p className="served__about">{t('admin.toAll')}</p>;
  const share = format.percent(percent / 100);
  return (
    <>
      <p className="served__about">
        {stableVersion === null
          ? t('admin.toSomeFirst', { percent: share })
          : t('admin.toSome', { percent: share, stable: stableVersion })}
      </p>
      <Field label={t('admin.widen')} aside={format.percent(wanted / 100)}>
        {(id) => <Range id={id} value={wanted} min={0} max={100} step={1} onChange={setWanted} />}
      </Field>
      <Button
        size="small"
        disabled={wanted === percent}
        onClick={() => {
          attempt(async () => {
            const { outcome } = await setPercent(wanted);
            if (outcome === 'done')
              sayNews(t('admin.percentDone', { version, percent: format.percent(wanted / 100) }));
          });
        }}
      >
        {t('admin.applyPercent')}
      </Button>
    </>
  );
}
