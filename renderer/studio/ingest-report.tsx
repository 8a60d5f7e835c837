import './ingest-report.css';
import { ChevronDown, CircleCheck, FileWarning, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { errorText } from '../i18n/error-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Progress } from '../ui/progress.tsx';
import { dismissOutcomes, useIngest } from './ingest.ts';

const goodNewsMs = 6000;

/** How a drop went: what came in, and each refused file with its own reason. */
export function IngestReportCard() {
  const { t, format } = useTexts();
  const { progress, outcomes } = useIngest();
  const [open, setOpen] = useState(true);
  const refused = outcomes.filter((outcome) => outcome.status === 'refused');
  const added = outcomes.filter((outcome) => outcome.status === 'added').length;
  const known = outcomes.filter((outcome) => outcome.status === 'already-there').length;
  useEffect(() => {
    // Good news goes by itself; what was refused waits to be read.
    if (outcomes.length === 0 || refused.length > 0) return undefined;
    const timer = setTimeout(dismissOutcomes, goodNewsMs);
    return () => {
      clearTimeout(timer);
    };
  }, [outcomes, refused.length]);
  const summary = [
    added > 0 ? t('ingest.added', { count: added }) : '',
    known > 0 ? t('ingest.known', { count: known }) : '',
    refused.length > 0 ? t('ingest.refused', { count: refused.length }) : '',
  ].filter((part) => part !== '');

  return (
    <div className="ingest" role="status">
      {progress ? (
        <div className="ingest__card">
          <p className="ingest__summary">
            {t('ingest.progress', {
              done: format.number(progress.done),
              total: format.number(progress.total),
            })}
          </p>
          <Progress
            label={t('ingest.reading')}
            fraction={progress.total === 0 ? null : progress.done / progress.total}
          />
        </div>
      ) : summary.length > 0 ? (
        <div className="ingest__card">
          <div className="ingest__head">
            {refused.length > 0 ? (
              <FileWarning className="ingest__warning" aria-hidden />
            ) : (
              <CircleCheck className="ingest__good" aria-hidden />
            )}
            <p className="ingest__summary">{summary.join(' · ')}</p>
            {refused.length > 0 ? (
              <IconButton
                label={open ? t('common.fold') : t('common.unfold')}
                aria-expanded={open}
                className={open ? 'ingest__fold ingest__fold--open' : 'ingest__fold'}
                icon={<ChevronDown />}
                onClick={() => {
                  setOpen(!open);
                }}
              />
            ) : null}
            <IconButton label={t('common.dismiss')} icon={<X />} onClick={dismissOutcomes} />
          </div>
          {open && refused.length > 0 ? (
            <ul className="ingest__list">
              {refused.map((outcome, index) => {
                const text = errorText(outcome.error, t);
                return (
                  // Two files of a drop may share a name.
                  <li key={index}>
                    <strong className="clip">{outcome.name}</strong>
                    <p>
                      {text.what} {text.next}
                    </p>
                  </li>
                );
              })}
            </ul>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
