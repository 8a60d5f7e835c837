import { Play } from 'lucide-react';
import { operations } from '../../electron/contract/operations.ts';
import type { Candidate } from '../../electron/contract/receipt.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { hasMask, useMasks } from '../masking/mask-store.ts';
import { useMasksOf } from '../masking/use-masks-of.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { type Obstacle, obstacleOf } from './job-requests.ts';
import { useRoutePreview } from './route-preview.ts';
import { run } from './run.ts';
import type { useStudio } from './store.ts';
import { useDraft } from './use-draft.ts';

/** The one button that spends money: it says how much before it is pressed. */
export function RunBar() {
  const { t, format } = useTexts();
  const draft = useDraft();
  const masks = useMasks((state) => state.masks);
  useMasksOf(draft);
  const { route, asking } = useRoutePreview();
  const obstacle = obstacleOf(draft, hasMask(masks));
  const candidate =
    route?.candidates.find((other) => isPinned(other, draft.pin)) ?? route?.candidates[0];
  const images = operations[draft.operation].input === 'none' ? 1 : draft.targets.length;
  const times = images * draft.variants;
  const price = (): string => {
    if (!candidate) return '';
    const { low, high, exact } = candidate.estimate;
    if (high === 0) return t('route.free');
    // The price was asked for the first image; others may differ in size.
    const isExact = exact && images === 1;
    return format.cost({ low: low * times, high: high * times, exact: isExact, basis: '' });
  };
  const blocked = obstacle !== null || (route !== null && !asking && candidate === undefined);
  return (
    <div className="run-bar" data-tour="run">
      {obstacle === null ? null : <p className="run-bar__why">{obstacleText(obstacle, t)}</p>}
      <Button
        look="primary"
        size="large"
        icon={<Play />}
        disabled={blocked}
        onClick={() => {
          attempt(run);
        }}
      >
        {images > 1
          ? t('run.many', { count: images })
          : draft.variants > 1
            ? t('run.variants', { count: draft.variants })
            : t('run.one')}
        {price() === '' ? null : <span className="run-bar__price">· {price()}</span>}
        {images > 1 ? null : <Keys keys="Mod+Enter" />}
      </Button>
    </div>
  );
}

function obstacleText(obstacle: Obstacle, t: Texts): string {
  if (obstacle.kind !== 'missing') return t(`obstacle.${obstacle.kind}`);
  return t('obstacle.missing', {
    field: t(`option.${obstacle.field}.label` as 'option.prompt.label'),
  });
}

function isPinned(
  candidate: Candidate,
  pin: ReturnType<typeof useStudio.getState>['pin'],
): boolean {
  return pin !== null && pin.provider === candidate.provider && pin.model === candidate.model;
}
