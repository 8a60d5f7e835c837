import { ImageDown, RotateCcw } from 'lucide-react';
import { type EditDocument, unedited } from '../../electron/contract/editing/document.ts';
import { ControlSlider } from '../editor/control-slider.tsx';
import {
  type Control,
  type Section,
  colourControls,
  detailControls,
  effectControls,
  isTouched,
  lightControls,
  lutControl,
  neutralOf,
  numberAt,
  sections,
  straightenControl,
  withNumber,
} from '../editor/controls.ts';
import { useEditor } from '../editor/edit-store.ts';
import { LutField } from '../editor/lut-field.tsx';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';

interface EditsEditorProps {
  readonly edits: EditDocument;
  readonly onChange: (edits: EditDocument) => void;
}

const groups: readonly { readonly section: Section; readonly controls: readonly Control[] }[] = [
  { section: 'light', controls: lightControls },
  { section: 'colour', controls: colourControls },
  { section: 'detail', controls: detailControls },
  { section: 'effects', controls: effectControls },
];
const hasControls: ReadonlySet<Section> = new Set(groups.map(({ section }) => section));

/** The edits of a step: taken over from the image that was edited last, or set here. */
export function EditsEditor({ edits, onChange }: EditsEditorProps) {
  const { t } = useTexts();
  const open = useEditor(({ document }) => document);
  const hasOpen = sections.some((section) => isTouched(open, section));
  const touched = sections.filter((section) => isTouched(edits, section));
  const besides = touched.filter((section) => !hasControls.has(section));
  return (
    <div className="edits">
      <div className="run-panel__row">
        <Button
          size="small"
          icon={<ImageDown />}
          disabled={!hasOpen}
          onClick={() => {
            onChange(open);
          }}
        >
          {t('recipes.edits.take')}
        </Button>
        <Button
          size="small"
          look="quiet"
          icon={<RotateCcw />}
          disabled={touched.length === 0}
          onClick={() => {
            onChange(unedited);
          }}
        >
          {t('editor.resetAll')}
        </Button>
      </div>
      {hasOpen ? null : <p className="recipe__hint">{t('recipes.edits.none')}</p>}
      <Geometry edits={edits} onChange={onChange} />
      {groups.map(({ section, controls }) => (
        <details key={section} className="edits__group">
          <summary>
            {t(`editor.section.${section}`)}
            {touched.includes(section) ? (
              <span className="edit-section__touched">
                <span className="visually-hidden">{t('editor.changed')}</span>
              </span>
            ) : null}
          </summary>
          {controls.map((control) => (
            <Slider key={control.path} control={control} edits={edits} onChange={onChange} />
          ))}
          {section === 'effects' ? <Lut edits={edits} onChange={onChange} /> : null}
        </details>
      ))}
      {besides.length === 0 ? null : (
        <p className="recipe__hint">
          {t('recipes.edits.besides', {
            sections: besides.map((section) => t(`editor.section.${section}`)).join(', '),
          })}
        </p>
      )}
    </div>
  );
}

/** A table of colours, and how much of it. */
function Lut({ edits, onChange }: EditsEditorProps) {
  return (
    <div className="edits__table">
      <LutField document={edits} onChange={onChange} />
      {edits.effects.lut.table === null ? null : (
        <Slider control={lutControl} edits={edits} onChange={onChange} />
      )}
    </div>
  );
}

/** A turn takes the crop away: it was of another shape. */
function Geometry({ edits, onChange }: EditsEditorProps) {
  const { t } = useTexts();
  const { geometry } = edits;
  return (
    <>
      <Segmented
        label={t('recipes.edits.turn')}
        value={geometry.turns}
        options={([0, 1, 2, 3] as const).map((turns) => ({
          value: turns,
          label: `${turns * 90}°`,
        }))}
        onChange={(turns) => {
          onChange({ ...edits, geometry: { ...geometry, turns, crop: null } });
        }}
      />
      <Slider control={straightenControl} edits={edits} onChange={onChange} />
    </>
  );
}

function Slider({ control, edits, onChange }: EditsEditorProps & { readonly control: Control }) {
  const { path } = control;
  const set = (value: number): void => {
    onChange(withNumber(edits, path, value));
  };
  return (
    <ControlSlider
      control={control}
      value={numberAt(edits, path)}
      onMove={set}
      onReset={() => {
        set(neutralOf(path));
      }}
    />
  );
}
