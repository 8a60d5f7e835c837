import { framingOf } from '../../electron/contract/editing/geometry.ts';
import type { ImageSize } from '../../electron/contract/editing/image-size.ts';
import { resizeRules } from '../../electron/contract/editing/resize.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Field } from '../ui/field.tsx';
import { Select, TextInput } from '../ui/inputs.tsx';
import { change, useEditor } from './edit-store.ts';

type Rule = (typeof resizeRules)[number];

/** How large the picture comes out. */
export function ResizeSection({ original }: { readonly original: ImageSize }) {
  const { t } = useTexts();
  const document = useEditor((state) => state.document);
  const { by, to } = document.resize;
  const { width, height } = framingOf(document, original).size;
  const choose = (rule: Rule): void => {
    // From pixels to a percentage and back, the number means something else.
    const changed = (rule === 'percent') !== (by === 'percent');
    const next = changed ? (rule === 'percent' ? 50 : 2048) : to;
    attempt(() => change({ ...document, resize: { by: rule, to: next } }));
  };
  const setTo = (value: number): void => {
    const most = by === 'percent' ? 400 : 30_000;
    if (!Number.isFinite(value)) return;
    const next = Math.min(most, Math.max(1, Math.round(value)));
    if (next !== to) attempt(() => change({ ...document, resize: { by, to: next } }));
  };
  return (
    <>
      <Field label={t('editor.resize.by')} hint={t('editor.resize.result', { width, height })}>
        {(id) => (
          <Select
            id={id}
            value={by}
            onChange={(event) => {
              choose(resizeRules.find((rule) => rule === event.currentTarget.value) ?? 'none');
            }}
          >
            {resizeRules.map((rule) => (
              <option key={rule} value={rule}>
                {t(`editor.resize.${rule}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {by === 'none' ? null : (
        <Field label={t(by === 'percent' ? 'editor.resize.toPercent' : 'editor.resize.toPixels')}>
          {(id) => (
            <TextInput
              key={`${by} ${to}`}
              id={id}
              type="number"
              min={1}
              max={by === 'percent' ? 400 : 30_000}
              defaultValue={to}
              onBlur={(event) => {
                setTo(event.currentTarget.valueAsNumber);
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter') setTo(event.currentTarget.valueAsNumber);
              }}
            />
          )}
        </Field>
      )}
    </>
  );
}
