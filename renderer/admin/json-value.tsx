import { useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { TextArea } from '../ui/inputs.tsx';

interface JsonValueProps {
  readonly described: { readonly id: string; readonly 'aria-describedby'?: string };
  readonly value: unknown;
  readonly placeholder: string;
  readonly rows?: number;
  /** Undefined: the field was emptied. */
  readonly onChange: (value: unknown) => void;
}

/** A value as JSON. What is typed stays, even while it is none yet; only what can be read is taken. */
export function JsonValue({ described, value, placeholder, rows = 4, onChange }: JsonValueProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const [complaint, setComplaint] = useState<string | null>(null);
  const shown = typed ?? (value === undefined ? '' : JSON.stringify(value, null, 2));
  return (
    <>
      <TextArea
        {...described}
        aria-invalid={complaint !== null}
        spellCheck={false}
        rows={rows}
        data-json
        placeholder={placeholder}
        value={shown}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          const read = readJson(currentTarget.value);
          setComplaint('complaint' in read ? read.complaint : null);
          if ('value' in read) onChange(read.value);
        }}
        onBlur={() => {
          if (complaint === null) setTyped(null);
        }}
      />
      {complaint === null ? null : (
        <p className="text-field__error" role="alert">
          {t('admin.notJson', { message: complaint })}
        </p>
      )}
    </>
  );
}

function readJson(text: string): { readonly value: unknown } | { readonly complaint: string } {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (thrown) {
    return { complaint: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
