import { Plus, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { OperationId } from '../../electron/contract/operations.ts';
import { localStepIds, recipeOperationIds } from '../../electron/contract/recipes.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { operationGroups } from '../studio/operation-list.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Field } from '../ui/field.tsx';
import { Select, Switch, TextInput } from '../ui/inputs.tsx';
import { type Draft, type StepKind, addOutput, addStep, toRecipe } from './draft.ts';
import { OutputEditor } from './output-editor.tsx';
import { edit, removeRecipe, saveDraft } from './recipes-store.ts';
import { StepEditor } from './step-editor.tsx';
import { WordsEditor } from './words-editor.tsx';

const inRecipes: ReadonlySet<OperationId> = new Set(recipeOperationIds);

/** Name, steps and outputs of one recipe. */
export function RecipeEditor({ draft }: { readonly draft: Draft }) {
  const { t } = useTexts();
  const { recipe, incomplete } = toRecipe(draft);
  const [removing, setRemoving] = useState(false);
  return (
    <div className="recipe">
      <div className="recipe__head">
        <Field label={t('recipes.name')}>
          {(id) => (
            <TextInput
              id={id}
              value={draft.name}
              maxLength={120}
              onChange={(event) => {
                const name = event.currentTarget.value;
                edit((draft) => ({ ...draft, name }));
              }}
            />
          )}
        </Field>
        <Button
          look="primary"
          icon={<Save />}
          disabled={recipe === null}
          onClick={() => {
            if (recipe !== null) attempt(() => saveDraft(recipe));
          }}
        >
          {t('recipes.save')}
        </Button>
        {draft.id === null ? null : (
          <IconButton
            label={t('recipes.remove')}
            icon={<Trash2 />}
            onClick={() => {
              setRemoving(true);
            }}
          />
        )}
      </div>
      <section aria-labelledby="recipe-steps">
        <h2 id="recipe-steps">{t('recipes.steps')}</h2>
        {draft.steps.length === 0 ? <p className="recipe__hint">{t('recipes.noSteps')}</p> : null}
        <ol className="recipe__items">
          {draft.steps.map((step, index) => (
            <StepEditor
              key={step.key}
              step={step}
              place={index + 1}
              last={index === draft.steps.length - 1}
              incomplete={incomplete.includes(step.key)}
            />
          ))}
        </ol>
        <AddStep />
      </section>
      <section aria-labelledby="recipe-outputs">
        <h2 id="recipe-outputs">{t('recipes.outputs')}</h2>
        <ol className="recipe__items">
          {draft.outputs.map((output, index) => (
            <OutputEditor key={output.key} output={output} place={index + 1} />
          ))}
        </ol>
        <Button
          look="quiet"
          icon={<Plus />}
          onClick={() => {
            edit(addOutput);
          }}
        >
          {t('recipes.addOutput')}
        </Button>
        <Switch
          label={t('recipes.texts')}
          hint={t('recipes.textsHint')}
          checked={draft.texts === 'file'}
          onChange={(on) => {
            edit((draft) => ({ ...draft, texts: on ? 'file' : 'report' }));
          }}
        />
        <WordsEditor words={draft.words} />
      </section>
      {removing && draft.id !== null ? (
        <Confirm
          title={t('recipes.removeTitle', { name: draft.name })}
          action={t('recipes.remove')}
          onConfirm={async () => {
            if (draft.id !== null) await removeRecipe(draft.id);
          }}
          onClose={() => {
            setRemoving(false);
          }}
        >
          <p>{t('recipes.removeText')}</p>
        </Confirm>
      ) : null}
    </div>
  );
}

function AddStep() {
  const { t } = useTexts();
  return (
    <Field label={t('recipes.addStep')}>
      {(id) => (
        <Select
          id={id}
          value=""
          onChange={(event) => {
            const kind = event.currentTarget.value;
            if (isStepKind(kind)) edit((draft) => addStep(draft, kind));
          }}
        >
          <option value="">{t('recipes.chooseStep')}</option>
          <optgroup label={t('recipes.local')}>
            {localStepIds.map((id) => (
              <option key={id} value={id}>
                {t(`recipes.step.${id}`)}
              </option>
            ))}
          </optgroup>
          {operationGroups.map((group) => (
            <optgroup key={group.id} label={t(`picker.group.${group.id}`)}>
              {group.operations
                .filter((operation) => inRecipes.has(operation))
                .map((operation) => (
                  <option key={operation} value={operation}>
                    {t(`operation.${operation}.title`)}
                  </option>
                ))}
            </optgroup>
          ))}
        </Select>
      )}
    </Field>
  );
}

function isStepKind(value: string): value is StepKind {
  return localStepIds.some((id) => id === value) || inRecipes.has(value as OperationId);
}
