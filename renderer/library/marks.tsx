import './marks.css';
import { Star, X } from 'lucide-react';
import { useId } from 'react';
import { type AssetLabel, assetLabels, mostStars } from '../../electron/contract/library.ts';
import { useTexts } from '../i18n/i18n.ts';

interface StarsProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** Radio buttons from no star to five: arrow keys change the rating. */
export function Stars({ value, onChange }: StarsProps) {
  const { t } = useTexts();
  const name = useId();
  return (
    <div className="stars" role="radiogroup" aria-label={t('marks.rating')}>
      {Array.from({ length: mostStars + 1 }, (_, stars) => (
        <label
          key={stars}
          className={stars > 0 && stars <= value ? 'stars__full' : ''}
          title={t('marks.stars', { count: stars })}
        >
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={stars === value}
            onChange={() => {
              onChange(stars);
            }}
          />
          <span className="visually-hidden">{t('marks.stars', { count: stars })}</span>
          {stars === 0 ? <X aria-hidden /> : <Star aria-hidden />}
        </label>
      ))}
    </div>
  );
}

/** A rating as a figure: in a caption there is room for no more. */
export function StarCount({ rating }: { readonly rating: number }) {
  const { t } = useTexts();
  if (rating === 0) return null;
  return (
    <span className="star-count">
      <Star aria-hidden />
      <span className="visually-hidden">{t('marks.stars', { count: rating })}</span>
      <span aria-hidden>{rating}</span>
    </span>
  );
}

interface LabelsProps {
  readonly value: AssetLabel | null;
  readonly onChange: (value: AssetLabel | null) => void;
}

export function Labels({ value, onChange }: LabelsProps) {
  const { t } = useTexts();
  const name = useId();
  return (
    <div className="labels" role="radiogroup" aria-label={t('marks.label')}>
      {[null, ...assetLabels].map((label) => (
        <label
          key={label}
          className={label === value ? 'labels__chosen' : ''}
          title={t(`marks.color.${label ?? 'none'}`)}
        >
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={label === value}
            onChange={() => {
              onChange(label);
            }}
          />
          <span className="visually-hidden">{t(`marks.color.${label ?? 'none'}`)}</span>
          <span aria-hidden className={`label-dot label-dot--${label ?? 'none'}`} />
        </label>
      ))}
    </div>
  );
}

/** The colour of an image, by its name for those who can't see it. */
export function LabelDot({ label }: { readonly label: AssetLabel | null }) {
  const { t } = useTexts();
  if (label === null) return null;
  return (
    <span
      className={`label-dot label-dot--${label}`}
      role="img"
      aria-label={t(`marks.color.${label}`)}
    />
  );
}
