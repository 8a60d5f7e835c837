import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { outputFormatSchema } from '../../electron/contract/images.ts';
import { type Ratio, commonRatios } from '../../electron/contract/ratio.ts';
import { useTexts } from '../i18n/i18n.ts';
import { OptionControl } from '../studio/option-control.tsx';
import { optionFields } from '../studio/option-fields.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Select, TextInput } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { type DraftStep, changeStep, moveStep, removeStep } from './draft.ts';
import { EditsEditor } from './edits-editor.tsx';
import { edit } from './recipes-store.ts';

interface StepEditorProps {
  readonly step: DraftStep;
  /** Counted from 1. */
  readonly place: number;
  readonly last: boolean;
  readonly incomplete: boolean;
}

/** One step: its place in the order, and its options as the operation's schema has them. */
export function StepEditor({ step, place, last, incomplete }: StepEditorProps) {
  const { t } = useTexts();
  const title = 'values' in step ? t(`operation.${step.do}.title`) : t(`recipes.step.${step.do}`);
  const move = (by: -1 | 1): void => {
    edit((draft) => moveStep(draft, step.key, by));
  };
  return (
    <li className="recipe__item" aria-label={t('recipes.stepPlace', { place, title })}>
      <header className="recipe__item-head">
        <span className="recipe__place" aria-hidden>
          {place}
        </span>
        <h3>{title}</h3>
        {incomplete ? <Badge tone="warning">{t('recipes.incomplete')}</Badge> : null}
        <span className="recipes__space" />
        <IconButton
          label={t('recipes.moveUp')}
          icon={<ArrowUp />}
          disabled={place === 1}
          onClick={() => {
            move(-1);
          }}
        />
        <IconButton
          label={t('recipes.moveDown')}
          icon={<ArrowDown />}
          disabled={last}
          onClick={() => {
            move(1);
          }}
        />
        <IconButton
          label={t('recipes.removeStep')}
          icon={<X />}
          onClick={() => {
            edit((draft) => removeStep(draft, step.key));
          }}
        />
      </header>
      <StepOptions step={step} />
    </li>
  );
}

function StepOptions({ step }: { readonly step: DraftStep }) {
  const { t } = useTexts();
  const change = (changed: DraftStep): void => {
    edit((draft) => changeStep(draft, changed));
  };
  if (step.do === 'adjust') {
    return (
      <EditsEditor
        edits={step.edits}
        onChange={(edits) => {
          change({ ...step, edits });
        }}
      />
    );
  }
  if (step.do === 'crop') {
    return <RatioField ratio={step.ratio} onChange={(ratio) => change({ ...step, ratio })} />;
  }
  if (step.do === 'resize') {
    return (
      <Field label={t('recipes.longestSide')}>
        {(id) => (
          <TextInput
            id={id}
            type="number"
            min={16}
            max={30_000}
            value={step.longestSide}
            onChange={(event) => {
              const longestSide = event.currentTarget.valueAsNumber;
              if (!Number.isNaN(longestSide)) change({ ...step, longestSide });
            }}
          />
        )}
      </Field>
    );
  }
  if (step.do === 'convert') {
    return (
      <Segmented
        label={t('saveAs.format')}
        value={step.format}
        options={outputFormatSchema.options.map((value) => ({
          value,
          label: value.toUpperCase(),
        }))}
        onChange={(format) => {
          change({ ...step, format });
        }}
      />
    );
  }
  return optionFields(step.do)
    .filter(({ name }) => name !== 'count' || step.do === 'tags')
    .map((field) => (
      <OptionControl
        key={field.name}
        field={field}
        value={step.values[field.name]}
        onChange={(value) => {
          const { [field.name]: _before, ...others } = step.values;
          const values = value === undefined ? others : { ...others, [field.name]: value };
          change({ ...step, values });
        }}
      />
    ));
}

/** A file may name a ratio that is not among the common ones. */
function RatioField(props: { readonly ratio: Ratio; readonly onChange: (ratio: Ratio) => void }) {
  const { ratio, onChange } = props;
  const { t } = useTexts();
  const offered = new Set<Ratio>([...commonRatios, ratio]);
  return (
    <Field label={t('editor.crop.ratio')}>
      {(id) => (
        <Select
          id={id}
          value={ratio}
          onChange={(event) => {
            const chosen = [...offered].find((one) => one === event.currentTarget.value);
            if (chosen !== undefined) onChange(chosen);
          }}
        >
          {[...offered].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
