import { useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { LinkQuestion } from '../../electron/contract/links.ts';
import { operations } from '../../electron/contract/operations.ts';
import type { Route } from '../../electron/contract/receipt.ts';
import { call } from '../bridge.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { useAssets } from '../stores/assets.ts';
import { previewRequest } from '../studio/job-requests.ts';
import { targetsOf } from '../studio/run.ts';
import { useStudio } from '../studio/store.ts';
import { Fact } from './fact.tsx';
import { linkedValues } from './link-store.ts';

type RunQuestion = Extract<LinkQuestion, { readonly ask: 'run' }>;

/** What would be prepared: the operation, each option, the images, and what running it would cost. */
export function LinkedRun({ question }: { readonly question: RunQuestion }) {
  const { t } = useTexts();
  const { operation } = question.call;
  const names = useTargetNames();
  const cost = useCost(question, names.length);
  return (
    <dl className="link-dialog__facts">
      <Fact name={t('links.run.operation')}>{t(`operation.${operation}.title`)}</Fact>
      {Object.entries(linkedValues(question))
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <Fact key={name} name={t(`option.${name}.label` as 'option.prompt.label')}>
            {valueText(name, value, t)}
          </Fact>
        ))}
      {operations[operation].input === 'none' ? null : (
        <Fact name={t('links.run.images')}>
          {names.length === 0 ? t('links.run.noImage') : names.join(', ')}
        </Fact>
      )}
      <Fact name={t('links.cost')}>{cost}</Fact>
    </dl>
  );
}

function valueText(name: string, value: string | number | boolean, t: Texts): string {
  if (typeof value === 'boolean') return t(value ? 'links.run.yes' : 'links.run.no');
  return t(`option.${name}.value.${value}` as 'option.quality.value.draft', {
    defaultValue: String(value),
  });
}

/** Of the images that are chosen in the studio. */
function useTargetNames(): readonly string[] {
  const { order, selection, byId } = useAssets();
  return order.filter((id) => selection.chosen.has(id)).map((id) => byId[id]?.name ?? '');
}

/** What running it would cost, asked for the first image; said without a promise. */
function useCost(question: RunQuestion, images: number): string {
  const { t, format } = useTexts();
  const assets = useAssets(
    useShallow(({ order, selection, byId }) => ({ order, selection, byId })),
  );
  const shown = useStudio((state) => state.shown);
  const [route, setRoute] = useState<Route | 'asking' | null>('asking');
  const request = useMemo(
    () =>
      previewRequest({
        operation: question.call.operation,
        values: linkedValues(question),
        targets: targetsOf(assets, shown),
        reference: null,
        pin: null,
        acceptLosses: false,
        variants: 1,
      }),
    [question, assets, shown],
  );
  useEffect(() => {
    let wanted = true;
    const ask = request === null ? Promise.resolve(null) : call('route.preview', request);
    ask
      .catch(() => null)
      .then((answer) => {
        if (wanted) setRoute(answer);
      })
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [request]);
  if (route === 'asking') return t('links.run.asking');
  const candidate = route?.candidates[0];
  if (candidate === undefined) return t('links.run.costUnknown');
  const { low, high, exact } = candidate.estimate;
  const times = Math.max(1, images);
  const provider = t(`provider.${candidate.provider}`);
  if (high === 0) return t('links.run.free', { provider });
  const cost = { low: low * times, high: high * times, exact: exact && times === 1, basis: '' };
  return t('links.run.cost', { cost: format.cost(cost), provider });
}
