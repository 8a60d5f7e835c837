import './tour.css';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { useNavigation } from '../stores/navigation.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { type Station, leaveTour, stations, stepTour, useTour } from './tour-store.ts';

/**
 * A card beside the work, never over it: everything else can be used meanwhile. Escape leaves it
 * from within, and each station is read out when it is reached.
 */
export function Tour() {
  const at = useTour((tour) => tour.at);
  const station = at === null ? undefined : stations[at];
  return at === null || station === undefined ? null : <TourCard at={at} station={station} />;
}

function TourCard({ at, station }: { readonly at: number; readonly station: Station }) {
  const { t } = useTexts();
  const next = useRef<HTMLButtonElement>(null);
  const last = at === stations.length - 1;
  usePointer(station);
  useEffect(() => {
    const before = document.activeElement;
    next.current?.focus();
    return () => {
      // Back to where the tour was asked for, unless somebody has gone elsewhere.
      const lost = document.activeElement === document.body;
      if (lost && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape from within
    <aside
      className="tour"
      aria-label={t('tour.label')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        leaveTour();
      }}
    >
      <div role="status" id="tour-station">
        <p className="tour__count">{t('tour.count', { n: at + 1, of: stations.length })}</p>
        <h2>{t(`tour.${station}.title`)}</h2>
        <p className="tour__text">{t(`tour.${station}.text`)}</p>
      </div>
      <div className="tour__buttons">
        <Button
          look="quiet"
          onClick={() => {
            stepTour(-1);
          }}
          disabled={at === 0}
        >
          {t('tour.back')}
        </Button>
        <Button
          ref={next}
          aria-describedby="tour-station"
          look="primary"
          onClick={() => {
            stepTour(1);
          }}
        >
          {t(last ? 'tour.done' : 'tour.next')}
        </Button>
      </div>
      <IconButton
        className="tour__close"
        label={t('tour.leave')}
        icon={<X />}
        onClick={leaveTour}
      />
    </aside>
  );
}

/** Frames what the station is about, as long as it is in sight. */
function usePointer(station: Station): void {
  const screen = useNavigation((state) => state.screen);
  useEffect(() => {
    const target = document.querySelector(`[data-tour="${station}"]`);
    target?.toggleAttribute('data-toured', true);
    return () => {
      target?.toggleAttribute('data-toured', false);
    };
  }, [station, screen]);
}
