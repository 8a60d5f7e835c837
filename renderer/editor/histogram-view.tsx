import { useTexts } from '../i18n/i18n.ts';
import { useEditor } from './edit-store.ts';
import { levels } from './histogram.ts';

/** So little clips that nobody would see it. */
const unseen = 0.0005;

/** The spread of the levels, by channel, and how much of the picture is at either end. */
export function HistogramView() {
  const { t, format } = useTexts();
  const histogram = useEditor((state) => state.histogram);
  const black = histogram?.blackClipped ?? 0;
  const white = histogram?.whiteClipped ?? 0;
  // The ends are named by number: their bars would flatten all others.
  const peak = histogram
    ? Math.max(
        1,
        ...[histogram.red, histogram.green, histogram.blue].flatMap((c) => c.slice(1, -1)),
      )
    : 1;
  const area = (channel: readonly number[]): string =>
    `M0 40 ${channel
      .map((count, level) => `L${level} ${40 - Math.min(1, count / peak) * 38}`)
      .join(' ')} L${levels - 1} 40 Z`;
  const name = t('editor.histogram', {
    black: format.percent(black),
    white: format.percent(white),
  });
  return (
    <figure className="histogram">
      <svg viewBox={`0 0 ${levels - 1} 40`} preserveAspectRatio="none" role="img" aria-label={name}>
        {histogram
          ? (['red', 'green', 'blue'] as const).map((channel) => (
              <path
                key={channel}
                className={`histogram__${channel}`}
                d={area(histogram[channel])}
              />
            ))
          : null}
      </svg>
      <figcaption>
        <span className={black > unseen ? 'histogram__clips' : ''}>
          {t('editor.clipsBlack', { part: format.percent(black) })}
        </span>
        <span className={white > unseen ? 'histogram__clips' : ''}>
          {t('editor.clipsWhite', { part: format.percent(white) })}
        </span>
      </figcaption>
    </figure>
  );
}
