import './inspector.css';
import { useEffect } from 'react';
import { Tabs } from 'radix-ui';
import { operations } from '../../electron/contract/operations.ts';
import { useTexts } from '../i18n/i18n.ts';
import { FrameFields } from '../outpaint/frame-fields.tsx';
import { useAssets } from '../stores/assets.ts';
import { isFinished, jobsOfAsset } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';
import { useSession } from '../stores/session.ts';
import { VariantCount } from '../variants/variant-count.tsx';
import { makesVariants } from '../variants/variant-set.ts';
import { GoesIn } from './goes-in.tsx';
import { previewRequest } from './job-requests.ts';
import { OperationPicker } from './operation-picker.tsx';
import { OptionControl } from './option-control.tsx';
import { optionFields } from './option-fields.ts';
import { Results } from './results.tsx';
import { ReferencePicker } from './reference-picker.tsx';
import { RouteList } from './route-list.tsx';
import { askRoute } from './route-preview.ts';
import { RunBar } from './run-bar.tsx';
import { type InspectorTab, setOption, useStudio } from './store.ts';
import { useDraft } from './use-draft.ts';

/** What shall be done, by whom and for how much; and what came out. */
export function Inspector() {
  const { t } = useTexts();
  const tab = useStudio((state) => state.tab);
  const focus = useAssets((state) => state.selection.focus);
  const count = useJobs(
    (board) =>
      jobsOfAsset(board, focus).length + (focus === null ? 0 : jobsOfAsset(board, null).length),
  );
  useRouteQuestion();
  return (
    <aside className="inspector" aria-label={t('inspector.label')}>
      <Tabs.Root
        className="inspector__tabs"
        value={tab}
        onValueChange={(value) => {
          useStudio.setState({ tab: value as InspectorTab });
        }}
      >
        <Tabs.List className="inspector__tab-list" aria-label={t('inspector.label')}>
          <Tabs.Trigger className="inspector__tab" value="operation">
            {t('inspector.operation')}
          </Tabs.Trigger>
          <Tabs.Trigger className="inspector__tab" value="results" data-tour="results">
            {t('inspector.results')}
            {count > 0 ? <span className="inspector__count">{count}</span> : null}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content className="inspector__page" value="operation" tabIndex={-1}>
          <OperationPage />
        </Tabs.Content>
        <Tabs.Content className="inspector__page" value="results" tabIndex={-1}>
          <Results />
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}

function OperationPage() {
  const operation = useStudio((state) => state.operation);
  const options = useStudio((state) => state.options[operation]);
  const inVariants = makesVariants(operation);
  const fields = optionFields(operation).filter(
    // A frame is drawn on the canvas, and has fields of its own; so has the number of variants.
    ({ name, control }) => control !== 'pixels' && !(inVariants && name === 'count'),
  );
  const { t } = useTexts();
  return (
    <>
      <div className="inspector__scroll">
        <section className="inspector__section">
          <OperationPicker />
          <p className="inspector__about">{t(`operation.${operation}.about`)}</p>
          <GoesIn />
        </section>
        {operations[operation].reference === 'required' ? <ReferencePicker /> : null}
        {operation === 'outpaint' ? <FrameFields /> : null}
        {fields.length > 0 || inVariants ? (
          <section className="inspector__section inspector__fields">
            {fields.map((field) => (
              <OptionControl
                key={`${operation}-${field.name}`}
                field={field}
                value={options?.[field.name]}
                onChange={(value) => {
                  setOption(field.name, value);
                }}
              />
            ))}
            {inVariants ? <VariantCount /> : null}
          </section>
        ) : null}
        <RouteList />
      </div>
      <RunBar />
    </>
  );
}

/** Keeps the preview of the route in step with the draft. The question is the same until its text changes. */
function useRouteQuestion(): void {
  const settings = useSession((state) => state.settings);
  const providers = useSession((state) => state.providers);
  const online = useSession((state) => state.online);
  const ended = useJobs((board) => Object.values(board.byId).filter(isFinished).length);
  const request = previewRequest(useDraft());
  const question = request === null ? null : JSON.stringify(request);
  useEffect(
    () => askRoute(question === null ? null : JSON.parse(question)),
    // Who may answer also depends on the settings, the providers' health, the network, and on what
    // the last job has taught: an account that is closed, a provider that rests, how long it takes.
    [question, settings, providers, online, ended],
  );
}
