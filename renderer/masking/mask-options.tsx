import '../studio/floating.css';
import './masking.css';
import { useId } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { pressureUses } from '../../electron/contract/masking/document.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Range, Select } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { changeBrush, useMasks } from './mask-store.ts';
import { largestBrush, smallestBrush } from './tools.ts';

/** What the tool in use can be told; above the canvas. `longest` is the image's longer side. */
export function MaskOptions({ longest }: { readonly longest: number }) {
  const { t, format } = useTexts();
  const { tool, mode, brush, isShown } = useMasks(
    useShallow(({ tool, mode, brush, masks, painted }) => ({
      tool,
      mode,
      brush,
      isShown: painted !== null && masks[painted] !== undefined,
    })),
  );
  if (!isShown) return null;
  const paints = tool === 'brush';
  return (
    <div
      className="floating floating--top mask-options"
      role="group"
      aria-label={t('mask.options')}
    >
      <Segmented
        label={t('mask.mode')}
        value={mode}
        options={[
          { value: 'add', label: t(paints ? 'mask.paint' : 'mask.add') },
          { value: 'subtract', label: t(paints ? 'mask.erase' : 'mask.subtract') },
        ]}
        onChange={(value) => {
          useMasks.setState({ mode: value });
        }}
      />
      {paints ? (
        <OptionRange
          label={t('mask.size')}
          // Small sizes need finer steps than large ones.
          value={Math.log(brush.size)}
          min={Math.log(smallestBrush)}
          max={Math.log(largestBrush)}
          text={t('mask.pixels', { count: format.number(Math.round(brush.size * longest)) })}
          onChange={(value) => {
            changeBrush({ size: Math.exp(value) });
          }}
        />
      ) : null}
      {paints || tool === 'radial' ? (
        <OptionRange
          label={t('mask.hardness')}
          value={brush.hardness}
          min={0}
          max={1}
          text={format.percent(brush.hardness)}
          onChange={(hardness) => {
            changeBrush({ hardness });
          }}
        />
      ) : null}
      {paints ? (
        <>
          <OptionRange
            label={t('mask.flow')}
            value={brush.flow}
            min={0.01}
            max={1}
            text={format.percent(brush.flow)}
            onChange={(flow) => {
              changeBrush({ flow });
            }}
          />
          <label className="mask-options__field">
            <span>{t('mask.pressure')}</span>
            <Select
              value={brush.pressure}
              onChange={({ currentTarget: { value } }) => {
                const pressure = pressureUses.find((use) => use === value);
                if (pressure !== undefined) changeBrush({ pressure });
              }}
            >
              {pressureUses.map((use) => (
                <option key={use} value={use}>
                  {t(`mask.pressures.${use}`)}
                </option>
              ))}
            </Select>
          </label>
        </>
      ) : null}
    </div>
  );
}

interface OptionRangeProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
}

function OptionRange({ label, value, min, max, text, onChange }: OptionRangeProps) {
  const id = useId();
  return (
    <div className="mask-options__field">
      <label htmlFor={id}>{label}</label>
      <Range
        id={id}
        value={value}
        min={min}
        max={max}
        step={(max - min) / 100}
        valueText={text}
        onChange={onChange}
      />
      <output htmlFor={id}>{text}</output>
    </div>
  );
}
