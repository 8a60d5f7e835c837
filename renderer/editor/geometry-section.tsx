import {
  Crop,
  FlipHorizontal2,
  FlipVertical2,
  RotateCcwSquare,
  RotateCwSquare,
} from 'lucide-react';
import type { EditDocument } from '../../electron/contract/editing/document.ts';
import { uncroppedSize } from '../../electron/contract/editing/geometry.ts';
import type { ImageSize } from '../../electron/contract/editing/image-size.ts';
import { commonRatios } from '../../electron/contract/ratio.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { straightenControl } from './controls.ts';
import { kept, wholeCrop, withRatio } from './crop.ts';
import { change, useEditor } from './edit-store.ts';
import { SliderRow } from './slider-row.tsx';

type Geometry = EditDocument['geometry'];

/** Turns, mirrors, straightens and crops. A turn takes the crop away: it was of another shape. */
export function GeometrySection({ original }: { readonly original: ImageSize }) {
  const { t } = useTexts();
  const { document, cropping, ratio } = useEditor();
  const { geometry } = document;
  const set = (next: Partial<Geometry>): void => {
    attempt(() => change({ ...document, geometry: { ...geometry, ...next } }));
  };
  const turn = (by: 1 | 3): void => {
    const turns = ((geometry.turns + by) % 4) as Geometry['turns'];
    // Mirrors come after turns: turned by a quarter, one takes the other's place.
    set({ turns, flipX: geometry.flipY, flipY: geometry.flipX, crop: null });
  };
  const choose = (chosen: string): void => {
    const [across, down] = chosen.split(':').map(Number);
    const picture = uncroppedSize(geometry, original);
    const wanted =
      chosen === 'original'
        ? picture.width / picture.height
        : across !== undefined && down !== undefined
          ? across / down
          : null;
    useEditor.setState({ ratio: wanted, cropping: true });
    if (wanted !== null) set({ crop: kept(withRatio(wholeCrop, wanted, picture)) });
  };
  const picture = uncroppedSize(geometry, original);
  const chosen =
    ratio === null
      ? 'free'
      : (commonRatios.find((name) => {
          const [across = 1, down = 1] = name.split(':').map(Number);
          return Math.abs(across / down - ratio) < 1e-6;
        }) ?? (Math.abs(picture.width / picture.height - ratio) < 1e-6 ? 'original' : 'free'));
  return (
    <>
      <div className="edit-section__tools">
        <Button
          icon={<Crop size={16} aria-hidden />}
          aria-pressed={cropping}
          onClick={() => {
            useEditor.setState({ cropping: !cropping });
          }}
        >
          {t(cropping ? 'editor.crop.done' : 'editor.crop.start')}
        </Button>
        <IconButton
          label={t('editor.turnLeft')}
          icon={<RotateCcwSquare />}
          onClick={() => {
            turn(3);
          }}
        />
        <IconButton
          label={t('editor.turnRight')}
          icon={<RotateCwSquare />}
          onClick={() => {
            turn(1);
          }}
        />
        <IconButton
          label={t('editor.flipX')}
          icon={<FlipHorizontal2 />}
          pressed={geometry.flipX}
          onClick={() => {
            set({ flipX: !geometry.flipX });
          }}
        />
        <IconButton
          label={t('editor.flipY')}
          icon={<FlipVertical2 />}
          pressed={geometry.flipY}
          onClick={() => {
            set({ flipY: !geometry.flipY });
          }}
        />
      </div>
      <Field label={t('editor.crop.ratio')}>
        {(id) => (
          <Select
            id={id}
            value={chosen}
            onChange={(event) => {
              choose(event.currentTarget.value);
            }}
          >
            <option value="free">{t('editor.crop.free')}</option>
            <option value="original">{t('editor.crop.original')}</option>
            {commonRatios.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      <SliderRow control={straightenControl} />
    </>
  );
}
