import { Expand, Feather, History, UserSearch } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type ReactNode, useId, useState } from 'react';
import type { BlobHash } from '../../electron/contract/ids.ts';
import {
  type MaskStep,
  longestFeather,
  longestGrowth,
} from '../../electron/contract/masking/document.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Range } from '../ui/inputs.tsx';
import { addStep, addSubject } from './mask-store.ts';

export interface MaskAdjustProps {
  /** The image's longer side: what is a soft edge in a small image is a hard one in a large one. */
  readonly longest: number;
  /** With which mask the shown version was made. */
  readonly made: BlobHash | undefined;
  readonly disabled: boolean;
}

/** What changes the mask as a whole: feather, grow, what a model finds, an earlier mask. */
export function MaskAdjust({ longest, made, disabled }: MaskAdjustProps) {
  const { t } = useTexts();
  const [finding, setFinding] = useState(false);
  const findSubject = async (): Promise<void> => {
    setFinding(true);
    try {
      await addSubject();
    } finally {
      setFinding(false);
    }
  };
  const farthest = Math.max(1, Math.round(longest / 40));
  return (
    <>
      <IconButton
        side="right"
        label={t(finding ? 'mask.finding' : 'mask.subject')}
        icon={<UserSearch />}
        aria-busy={finding}
        disabled={disabled || finding}
        onClick={() => {
          attempt(findSubject);
        }}
      />
      {made === undefined ? null : (
        <IconButton
          side="right"
          label={t('mask.made')}
          icon={<History />}
          disabled={disabled}
          onClick={() => {
            attempt(() => addStep({ kind: 'picture', mode: 'add', blob: made, from: 'version' }));
          }}
        />
      )}
      <Amount
        name="feather"
        icon={<Feather />}
        disabled={disabled}
        from={1}
        to={Math.min(farthest, longestFeather)}
        step={(radius) => ({ kind: 'feather', radius })}
      />
      <Amount
        name="grow"
        icon={<Expand />}
        disabled={disabled}
        from={-Math.min(farthest, longestGrowth)}
        to={Math.min(farthest, longestGrowth)}
        step={(by) => ({ kind: 'grow', by })}
      />
    </>
  );
}

interface AmountProps {
  readonly name: 'feather' | 'grow';
  readonly icon: ReactNode;
  readonly disabled: boolean;
  /** Image pixels. */
  readonly from: number;
  readonly to: number;
  readonly step: (pixels: number) => MaskStep;
}

/** A button that asks how many pixels first. */
function Amount({ name, icon, disabled, from, to, step }: AmountProps) {
  const { t, format } = useTexts();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const pixels = Math.min(Math.max(chosen ?? Math.ceil(to / 5), from), to);
  const text = t('mask.pixels', { count: format.number(pixels) });
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton side="right" label={t(`mask.${name}.title`)} icon={icon} disabled={disabled} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="mask-amount"
          side="right"
          sideOffset={10}
          collisionPadding={12}
          aria-label={t(`mask.${name}.title`)}
        >
          <div className="mask-amount__label">
            <label htmlFor={id}>{t(`mask.${name}.amount`)}</label>
            <output htmlFor={id}>{text}</output>
          </div>
          <Range
            id={id}
            value={pixels}
            min={from}
            max={to}
            step={1}
            valueText={text}
            onChange={setChosen}
          />
          <Button
            look="primary"
            disabled={pixels === 0}
            onClick={() => {
              setOpen(false);
              attempt(() => addStep(step(pixels)));
            }}
          >
            {t('mask.apply')}
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
