import { MapPin } from 'lucide-react';
import type { MetadataReport } from '../../electron/contract/metadata.ts';
import { useTexts } from '../i18n/i18n.ts';

interface AssetPlaceProps {
  readonly place: MetadataReport['place'];
  /** It has coordinates, readable or not. */
  readonly hasPlace: boolean;
  readonly hidden: boolean;
  readonly onHide: (hidden: boolean) => void;
}

/** Where a picture was taken, and whether that leaves every file that is saved. */
export function AssetPlace({ place, hasPlace, hidden, onHide }: AssetPlaceProps) {
  const { t, format } = useTexts();
  if (place === null && !hasPlace && !hidden) return null;
  return (
    <>
      {place === null ? null : (
        <p className="asset-words__coordinates" data-hidden={hidden}>
          <MapPin aria-hidden />
          {t(place.latitude < 0 ? 'words.south' : 'words.north', {
            degrees: format.degrees(Math.abs(place.latitude)),
          })}
          {', '}
          {t(place.longitude < 0 ? 'words.west' : 'words.east', {
            degrees: format.degrees(Math.abs(place.longitude)),
          })}
        </p>
      )}
      <label className="asset-words__place">
        <input
          type="checkbox"
          checked={hidden}
          onChange={(event) => {
            onHide(event.currentTarget.checked);
          }}
        />
        {t('words.hidesPlace')}
      </label>
    </>
  );
}
