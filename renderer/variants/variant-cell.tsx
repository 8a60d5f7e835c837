import { Check, ReceiptText, X } from 'lucide-react';
import { useRef } from 'react';
import type { Job } from '../../electron/contract/jobs.ts';
import type { AssetDetails, Version } from '../../electron/contract/library.ts';
import { eventSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { JobQuestion } from '../queue/job-question.tsx';
import { asksUser, isBusy, isFinished } from '../stores/job-board.ts';
import { cancelJobs, useJobs } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { ImageLayer } from '../studio/image-layer.tsx';
import { JobFailure } from '../studio/job-failure.tsx';
import { JobProgress, stateText } from '../studio/job-progress.tsx';
import { useStudio } from '../studio/store.ts';
import { useCanvasGestures } from '../studio/use-canvas-gestures.ts';
import type { Picture } from '../studio/use-shown.ts';
import { place } from '../studio/viewport.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import type { Variant } from './variant-set.ts';
import { toggleVariant, useVariants } from './variant-store.ts';

interface VariantCellProps {
  readonly variant: Variant;
  /** What it is made of. */
  readonly parent: Version | null;
  readonly details: AssetDetails | null;
}

/** One variant: its picture, or why there is none yet; below it who made it, and whether it is kept. */
export function VariantCell({ variant, parent, details }: VariantCellProps) {
  const { t, format } = useTexts();
  const { number, job, versionId } = variant;
  const version = details?.versions.find(({ id }) => id === versionId) ?? null;
  const chosen = useVariants((state) => state.chosen.includes(number));
  const before = useVariants((state) => state.before);
  const name = t('variantSet.one', { n: number });
  return (
    <article
      className={chosen ? 'variant-cell variant-cell--chosen' : 'variant-cell'}
      aria-label={name}
      data-variant={number}
    >
      <div className="variant-cell__frame">
        <VariantPicture variant={variant} version={version} parent={parent} />
        {version === null && !before ? <VariantState job={job} /> : null}
      </div>
      <footer className="variant-cell__foot">
        <button
          type="button"
          className="variant-cell__pick"
          aria-pressed={chosen}
          aria-disabled={version === null}
          aria-label={t('variantSet.keepOne', { n: number })}
          onClick={() => {
            if (version) toggleVariant(number);
          }}
        >
          <span className="variant-cell__number">{chosen ? <Check aria-hidden /> : number}</span>
        </button>
        <span className="variant-cell__made clip" role="status">
          {version?.madeBy
            ? `${t(`provider.${version.madeBy.provider}`)} · ${costText(version.madeBy.receipt.cost)}`
            : stateText(job, t)}
        </span>
        {job.receipt?.simulated === true ? (
          <Badge tone="warning">{t('simulated.badge')}</Badge>
        ) : null}
        {job.receipt && isFinished(job) ? (
          <IconButton
            label={t('receipt.show')}
            side="top"
            icon={<ReceiptText />}
            onClick={() => {
              useStudio.setState({ receipt: job.receipt });
            }}
          />
        ) : null}
        {isFinished(job) || asksUser(job) ? null : (
          <IconButton
            label={t('job.cancel')}
            side="top"
            icon={<X />}
            onClick={() => {
              attempt(() => cancelJobs([job.id]));
            }}
          />
        )}
      </footer>
    </article>
  );

  function costText(cost: number): string {
    return cost === 0 ? t('route.free') : format.money(cost);
  }
}

interface VariantPictureProps {
  readonly variant: Variant;
  readonly version: Version | null;
  readonly parent: Version | null;
}

function VariantPicture({ variant, version, parent }: VariantPictureProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLDivElement>(null);
  const { number, job } = variant;
  const { view, port } = useStudio();
  const before = useVariants((state) => state.before);
  const partial = useJobs((board) => board.live[job.id]?.partial ?? null);
  const picture: Picture | null = before ? parent : (version ?? parent);
  const frame = picture && { image: picture.facts, port };
  const placement = frame && place(view, frame);
  const gestures = useCanvasGestures(ref, frame);
  const isShown = before || version !== null;
  const name = before ? t('variantSet.before') : t('variantSet.one', { n: number });
  const box = placement &&
    picture && {
      left: placement.left,
      top: placement.top,
      width: picture.facts.width * placement.scale,
      height: picture.facts.height * placement.scale,
    };
  return (
    // The button below chooses by keyboard; so does a double click here.
    <div
      ref={ref}
      role="presentation"
      className="variant-cell__picture"
      {...gestures}
      onDoubleClick={() => {
        if (version) toggleVariant(number);
      }}
    >
      {picture && placement && box ? (
        <div className={isShown ? undefined : 'variant-cell__ghost'}>
          <div
            className={
              picture.facts.hasAlpha ? 'canvas__sheet canvas__sheet--clear' : 'canvas__sheet'
            }
            style={box}
          />
          <ImageLayer
            key={picture.blob}
            picture={picture}
            name={isShown ? name : ''}
            placement={placement}
            port={port}
          />
        </div>
      ) : null}
      {partial !== null && !isShown && box ? (
        <img
          className="canvas__partial"
          src={eventSource(partial)}
          alt={t('canvas.partial')}
          style={box}
        />
      ) : null}
      {before ? <span className="variant-cell__before">{t('variantSet.before')}</span> : null}
    </div>
  );
}

/** Beside the picture, not in it: what is pressed there is held by the picture. */
function VariantState({ job }: { readonly job: Job }) {
  const isTold = isBusy(job) || asksUser(job) || job.state.status === 'failed';
  if (!isTold) return null;
  return (
    <div
      className={
        isBusy(job) ? 'variant-cell__state variant-cell__state--busy' : 'variant-cell__state'
      }
    >
      {isBusy(job) ? <JobProgress job={job} /> : null}
      {asksUser(job) ? <JobQuestion job={job} /> : null}
      {job.state.status === 'failed' ? <JobFailure jobId={job.id} error={job.state.error} /> : null}
    </div>
  );
}
