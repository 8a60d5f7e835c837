import { useEffect } from 'react';
import { type Watermark, markPlaces } from '../../electron/contract/editing/watermark.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Field } from '../ui/field.tsx';
import { Select, Switch, TextInput } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { ChosenFile } from './chosen-file.tsx';
import { markControls, markGapControl, markOffsetControls } from './controls.ts';
import { change, commit, hold, useEditor } from './edit-store.ts';
import { SliderRow, Sliders } from './slider-row.tsx';

const keptAfterMs = 400;
const kinds = ['none', 'text', 'image'] as const;

/** A text or an image laid over the finished picture. */
export function WatermarkSection() {
  const { t } = useTexts();
  const mark = useEditor(({ document }) => document.watermark);
  return (
    <>
      <Segmented
        label={t('editor.mark.kind')}
        value={mark.kind}
        options={kinds.map((kind) => ({ value: kind, label: t(`editor.mark.${kind}`) }))}
        onChange={(kind) => {
          set({ kind });
        }}
      />
      {mark.kind === 'text' ? <TextFields mark={mark} /> : null}
      {mark.kind === 'image' ? (
        <ChosenFile
          label={t('editor.mark.choose')}
          name={mark.image?.name ?? null}
          onChoose={async () => {
            const image = await call('edits.choose-mark', undefined);
            if (image !== null) set({ image });
          }}
          onRemove={() => change(withMark({ image: null }))}
        />
      ) : null}
      {mark.kind === 'none' ? null : <PlaceFields mark={mark} />}
    </>
  );
}

function TextFields({ mark }: { readonly mark: Watermark }) {
  const { t } = useTexts();
  const keep = (): void => {
    attempt(() => commit(true));
  };
  // A pause is as good as leaving the field: what is held is shown coarsely.
  useEffect(() => {
    const timer = window.setTimeout(keep, keptAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [mark.text, mark.colour]);
  return (
    <>
      <Field label={t('editor.mark.words')}>
        {(id) => (
          <TextInput
            id={id}
            value={mark.text}
            maxLength={200}
            placeholder={t('editor.mark.example')}
            onChange={(event) => {
              hold(withMark({ text: event.currentTarget.value }));
            }}
            onBlur={keep}
            onKeyDown={(event) => {
              if (event.key === 'Enter') keep();
            }}
          />
        )}
      </Field>
      <Field label={t('editor.mark.colour')}>
        {(id) => (
          <input
            id={id}
            type="color"
            className="input mark-colour"
            value={mark.colour}
            onChange={(event) => {
              hold(withMark({ colour: event.currentTarget.value }));
            }}
            onBlur={keep}
          />
        )}
      </Field>
    </>
  );
}

function PlaceFields({ mark }: { readonly mark: Watermark }) {
  const { t } = useTexts();
  return (
    <>
      <Sliders controls={markControls} />
      <Switch
        label={t('editor.mark.tiled')}
        checked={mark.tiled}
        onChange={(tiled) => {
          set({ tiled });
        }}
      />
      {mark.tiled ? (
        <SliderRow control={markGapControl} />
      ) : (
        <>
          <Field label={t('editor.mark.place')}>
            {(id) => (
              <Select
                id={id}
                value={mark.place}
                onChange={(event) => {
                  const place = markPlaces.find((name) => name === event.currentTarget.value);
                  if (place !== undefined) set({ place });
                }}
              >
                {markPlaces.map((place) => (
                  <option key={place} value={place}>
                    {t(`editor.mark.places.${place}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Sliders controls={markOffsetControls} />
        </>
      )}
    </>
  );
}

function withMark(next: Partial<Watermark>) {
  const { document } = useEditor.getState();
  return { ...document, watermark: { ...document.watermark, ...next } };
}

function set(next: Partial<Watermark>): void {
  attempt(() => change(withMark(next)));
}
