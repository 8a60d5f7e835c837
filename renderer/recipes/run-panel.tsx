import { Calculator, FolderInput, FolderOutput, Images, Play } from 'lucide-react';
import { useState } from 'react';
import type { BatchEstimate, ChosenPaths } from '../../electron/contract/batches.ts';
import { useTexts } from '../i18n/i18n.ts';
import { errorText } from '../i18n/error-text.ts';
import { dollarsText, parseDollars } from '../settings/dollars.ts';
import { StartWithSystem } from '../settings/start-with-system.tsx';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Switch, TextInput } from '../ui/inputs.tsx';
import type { Draft } from './draft.ts';
import {
  askEstimate,
  chooseFolder,
  chooseInputs,
  plannedOf,
  startBatch,
  useRecipes,
} from './recipes-store.ts';

/** What the recipe is run on, where to, and for how much; a dry run before it starts. */
export function RunPanel({ draft }: { readonly draft: Draft }) {
  const { t } = useTexts();
  const view = useRecipes();
  const { inputs, folder, estimate } = view;
  const ready = plannedOf(view) !== null;
  return (
    <section className="run-panel" aria-labelledby="run-panel-title">
      <h2 id="run-panel-title">{t('recipes.run.title')}</h2>
      <div className="run-panel__drop" data-drop="batch">
        <p>{inputs === null ? t('recipes.run.drop') : <Names chosen={inputs} />}</p>
        <div className="run-panel__row">
          <Button
            size="small"
            icon={<Images />}
            onClick={() => {
              attempt(() => chooseInputs('files'));
            }}
          >
            {t('recipes.run.files')}
          </Button>
          <Button
            size="small"
            icon={<FolderInput />}
            onClick={() => {
              attempt(() => chooseInputs('folder'));
            }}
          >
            {t('recipes.run.folder')}
          </Button>
        </div>
      </div>
      {draft.outputs.length === 0 ? null : (
        <div className="run-panel__row">
          <Button
            size="small"
            icon={<FolderOutput />}
            onClick={() => {
              attempt(chooseFolder);
            }}
          >
            {t('recipes.run.out')}
          </Button>
          <span className="run-panel__folder">{folder?.names[0] ?? t('recipes.run.noFolder')}</span>
        </div>
      )}
      <CapFields />
      <WatchFields />
      <div className="run-panel__row">
        <Button
          icon={<Calculator />}
          disabled={!ready || estimate === 'asking'}
          onClick={() => {
            attempt(askEstimate);
          }}
        >
          {estimate === 'asking' ? t('recipes.run.estimating') : t('recipes.run.estimate')}
        </Button>
        <Button
          look="primary"
          icon={<Play />}
          disabled={!ready || estimate === null || estimate === 'asking'}
          onClick={() => {
            attempt(startBatch);
          }}
        >
          {t(view.watch ? 'recipes.run.watchNow' : 'recipes.run.start')}
        </Button>
      </div>
      <div role="status">
        {estimate === null || estimate === 'asking' ? (
          <p className="recipe__hint">{t('recipes.run.estimateFirst')}</p>
        ) : (
          <Estimate estimate={estimate} />
        )}
      </div>
    </section>
  );
}

function Names({ chosen: { names, more } }: { readonly chosen: ChosenPaths }) {
  const { t, format } = useTexts();
  const shown = names.slice(0, 3);
  const left = names.length - shown.length + more;
  return (
    <>
      {shown.join(', ')}
      {left === 0 ? '' : ` ${t('recipes.run.more', { count: left, shown: format.number(left) })}`}
    </>
  );
}

function CapFields() {
  const { t } = useTexts();
  const { cap, onCap } = useRecipes();
  const [typed, setTyped] = useState(cap === null ? '' : dollarsText(cap));
  return (
    <>
      <Field label={t('recipes.run.cap')} aside="$">
        {(id) => (
          <TextInput
            id={id}
            inputMode="decimal"
            value={typed}
            placeholder={t('recipes.noLimit')}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              useRecipes.setState({ cap: parseDollars(event.currentTarget.value) });
            }}
          />
        )}
      </Field>
      {cap === null ? null : (
        <Switch
          label={t('recipes.run.askAtCap')}
          checked={onCap === 'ask'}
          onChange={(on) => {
            useRecipes.setState({ onCap: on ? 'ask' : 'stop' });
          }}
        />
      )}
    </>
  );
}

/** Whether the chosen folder is one is found out when it starts. */
function WatchFields() {
  const { t } = useTexts();
  const { inputs, watch } = useRecipes();
  if (inputs === null || inputs.names.length !== 1) return null;
  return (
    <>
      <Switch
        label={t('recipes.run.watch')}
        hint={t('recipes.run.watchHint')}
        checked={watch}
        onChange={(on) => {
          useRecipes.setState({ watch: on });
        }}
      />
      {watch ? <StartWithSystem /> : null}
    </>
  );
}

function Estimate({ estimate }: { readonly estimate: BatchEstimate }) {
  const { t, format } = useTexts();
  const { files, sampled, cost, freeBytes, outputBytes } = estimate;
  const isTight = freeBytes !== null && outputBytes > freeBytes;
  return (
    <div className="run-panel__estimate">
      <dl>
        <div>
          <dt>{t('recipes.run.count')}</dt>
          <dd>{format.number(files)}</dd>
        </div>
        {estimate.alreadyDone === 0 ? null : (
          <div>
            <dt>{t('recipes.run.alreadyDone')}</dt>
            <dd>{format.number(estimate.alreadyDone)}</dd>
          </div>
        )}
        <div>
          <dt>{t('recipes.run.cost')}</dt>
          <dd>{format.cost({ ...cost, exact: sampled === files, basis: '' })}</dd>
        </div>
        <div>
          <dt>{t('recipes.run.time')}</dt>
          <dd>{format.duration(estimate.ms)}</dd>
        </div>
        <div>
          <dt>{t('recipes.run.disk')}</dt>
          <dd className={isTight ? 'run-panel__tight' : undefined}>
            {format.bytes(outputBytes)}
            {freeBytes === null
              ? ''
              : ` ${t('recipes.run.free', { bytes: format.bytes(freeBytes) })}`}
          </dd>
        </div>
      </dl>
      {sampled === files ? null : (
        <p>{t('recipes.run.sampled', { count: sampled, shown: format.number(sampled) })}</p>
      )}
      {estimate.stepsWithoutRoute.map((step) => (
        <p key={step} className="run-panel__tight">
          {t('recipes.run.noRoute', { place: step + 1 })}
        </p>
      ))}
      {estimate.refused.map(({ name, error }) => (
        <p key={name}>
          {name}: {errorText(error, t).what}
        </p>
      ))}
    </div>
  );
}
