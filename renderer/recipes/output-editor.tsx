import { X } from 'lucide-react';
import { useState } from 'react';
import { namePartNames } from '../../electron/contract/export-name.ts';
import { type RecipeOutput, recipeOutputSchema } from '../../electron/contract/recipes.ts';
import { useTexts } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Range, Select, Switch, TextInput } from '../ui/inputs.tsx';
import { type DraftOutput, changeOutput, removeOutput } from './draft.ts';
import { edit } from './recipes-store.ts';

const { format, metadata, collision, name } = recipeOutputSchema.unwrap().shape;
const formats = format.unwrap().options;
const metadataChoices = metadata.unwrap().options;
const collisions = collision.unwrap().options;
const kilobyte = 1000;

/** One file that comes of each input. */
export function OutputEditor({
  output: { key, rules },
  place,
}: {
  readonly output: DraftOutput;
  readonly place: number;
}) {
  const { t, format } = useTexts();
  const change = (patch: Partial<RecipeOutput>): void => {
    edit((draft) => changeOutput(draft, key, patch));
  };
  const isLossy = rules.format !== 'png' && rules.format !== 'tiff';
  return (
    <li className="recipe__item" aria-label={t('recipes.outputPlace', { place })}>
      <header className="recipe__item-head">
        <span className="recipe__place" aria-hidden>
          {place}
        </span>
        <h3>{t('recipes.outputPlace', { place })}</h3>
        <span className="recipes__space" />
        <IconButton
          label={t('recipes.removeOutput')}
          icon={<X />}
          onClick={() => {
            edit((draft) => removeOutput(draft, key));
          }}
        />
      </header>
      <div className="recipe__pair">
        <Choice
          label={t('saveAs.format')}
          value={rules.format}
          options={formats}
          labelOf={(value) => (value === 'same' ? t('recipes.sameFormat') : value.toUpperCase())}
          onChange={(value) => {
            change({ format: value });
          }}
        />
        <Choice
          label={t('recipes.collision')}
          value={rules.collision}
          options={collisions}
          labelOf={(value) => t(`recipes.collisionIs.${value}`)}
          onChange={(value) => {
            change({ collision: value });
          }}
        />
      </div>
      {isLossy ? (
        <Field label={t('saveAs.quality')} aside={format.number(rules.quality)}>
          {(id) => (
            <Range
              id={id}
              value={rules.quality}
              min={1}
              max={100}
              step={1}
              onChange={(quality) => {
                change({ quality });
              }}
            />
          )}
        </Field>
      ) : null}
      <div className="recipe__pair">
        <OptionalNumber
          label={t('recipes.longestSide')}
          value={rules.longestSide}
          least={16}
          onChange={(longestSide) => {
            change({ longestSide });
          }}
        />
        <OptionalNumber
          label={t('recipes.maxKilobytes')}
          value={rules.maxBytes === null ? null : Math.round(rules.maxBytes / kilobyte)}
          least={1}
          onChange={(kilobytes) => {
            change({ maxBytes: kilobytes === null ? null : kilobytes * kilobyte });
          }}
        />
      </div>
      <NameField
        value={rules.name}
        onChange={(value) => {
          change({ name: value });
        }}
      />
      <Choice
        label={t('saveAs.metadata')}
        value={rules.metadata}
        options={metadataChoices}
        labelOf={(value) => t(`saveAs.metadataIs.${value}`)}
        onChange={(value) => {
          change({ metadata: value });
        }}
      />
      <Switch
        label={t('recipes.keepFolders')}
        checked={rules.folders === 'keep'}
        onChange={(on) => {
          change({ folders: on ? 'keep' : 'flat' });
        }}
      />
    </li>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly labelOf: (value: Value) => string;
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({
  label,
  value,
  options,
  labelOf,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(id) => (
        <Select
          id={id}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option === event.currentTarget.value);
            if (chosen !== undefined) onChange(chosen);
          }}
        >
          {options.map((option) => (
            <option key={option} value={option}>
              {labelOf(option)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface OptionalNumberProps {
  readonly label: string;
  readonly value: number | null;
  readonly least: number;
  readonly onChange: (value: number | null) => void;
}

/** Empty: no limit. What is being typed and is too small counts once it is large enough. */
function OptionalNumber({ label, value, least, onChange }: OptionalNumberProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState(value === null ? '' : String(value));
  return (
    <Field label={label}>
      {(id) => (
        <TextInput
          id={id}
          type="number"
          min={least}
          value={typed}
          placeholder={t('recipes.noLimit')}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            const number = event.currentTarget.valueAsNumber;
            if (Number.isNaN(number)) onChange(null);
            else if (number >= least) onChange(Math.round(number));
          }}
        />
      )}
    </Field>
  );
}

function NameField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTexts();
  const [typed, setTyped] = useState(value);
  return (
    <Field
      label={t('saveAs.name')}
      hint={t('recipes.nameHint', { parts: namePartNames.map((part) => `{${part}}`).join(' ') })}
    >
      {(id) => (
        <TextInput
          id={id}
          value={typed}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            const parsed = name.safeParse(event.currentTarget.value);
            if (parsed.success) onChange(parsed.data);
          }}
          onBlur={() => {
            setTyped(value);
          }}
        />
      )}
    </Field>
  );
}
