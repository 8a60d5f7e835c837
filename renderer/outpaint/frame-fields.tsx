import './frame-fields.css';
import { RotateCcw, TriangleAlert } from 'lucide-react';
import { aspectRatios } from '../../electron/contract/operations.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useSession } from '../stores/session.ts';
import { useRoutePreview } from '../studio/route-preview.ts';
import { useShown } from '../studio/use-shown.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { frameSize, hasRatio, isNothing, noSides, ratioOf, sides, sidesForRatio } from './frame.ts';
import { noticesOf } from './limits.ts';
import { noticeText } from './notice-text.ts';
import { mostPixels, setSides, useSides } from './sides.ts';
import { takersOf } from './takers.ts';

/** The frame in numbers: shapes to choose, each side in pixels, and what limits mean for it. */
export function FrameFields() {
  const { t, format } = useTexts();
  const frame = useSides();
  const { picture } = useShown();
  const providers = useSession((state) => state.providers);
  const route = useRoutePreview((state) => state.route);
  if (!picture) return null;
  const image = picture.facts;
  const size = frameSize(image, frame);
  const takers = takersOf(providers, route);
  const notices = noticesOf({ image, frame, takers, most: mostPixels });
  return (
    <section className="inspector__section frame-fields" aria-label={t('outpaint.fields')}>
      <div className="frame-fields__ratios" role="group" aria-label={t('outpaint.ratios')}>
        {aspectRatios.map((name) => (
          <button
            key={name}
            type="button"
            className="frame-fields__ratio"
            aria-pressed={hasRatio(size, ratioOf(name))}
            onClick={() => {
              setSides(sidesForRatio(image, ratioOf(name), mostPixels));
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="frame-fields__sides">
        {sides.map((side) => (
          <Field key={side} label={t(`option.${side}.label`)} aside={t('outpaint.unit')}>
            {(id) => (
              <TextInput
                id={id}
                type="number"
                min={0}
                max={mostPixels}
                step={1}
                value={frame[side]}
                onChange={(event) => {
                  const pixels = Math.round(event.currentTarget.valueAsNumber);
                  if (Number.isNaN(pixels)) return;
                  setSides({ ...frame, [side]: Math.min(Math.max(pixels, 0), mostPixels) });
                }}
              />
            )}
          </Field>
        ))}
      </div>
      <div className="frame-fields__size">
        <p role="status">
          {t('outpaint.size', {
            width: format.number(size.width),
            height: format.number(size.height),
          })}
        </p>
        <Button
          look="quiet"
          size="small"
          icon={<RotateCcw />}
          disabled={isNothing(frame)}
          onClick={() => {
            setSides(noSides);
          }}
        >
          {t('outpaint.reset')}
        </Button>
      </div>
      {notices.map((notice) => (
        <p key={notice.kind} className="frame-fields__notice">
          <TriangleAlert aria-hidden />
          {noticeText(notice, { t, format })}
        </p>
      ))}
    </section>
  );
}
