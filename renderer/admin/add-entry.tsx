import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { type ConfigPath, branchOf } from '../../electron/contract/config-fields.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Select, TextInput } from '../ui/inputs.tsx';
import { setValue } from './admin-store.ts';
import { controlOf, keyChoices } from './controls.ts';

interface AddEntryProps {
  readonly path: ConfigPath;
  readonly keySchema: z.ZodType;
  readonly valueSchema: z.ZodType;
  readonly taken: readonly string[];
}

/** A new entry of a record: its name, then its value where it stands. */
export function AddEntry({ path, keySchema, valueSchema, taken }: AddEntryProps) {
  const { t } = useTexts();
  const [wrong, setWrong] = useState(false);
  const title = useFieldWords().titleOf(path);
  const choices = keyChoices(keySchema)?.filter((choice) => !taken.includes(choice));
  if (choices?.length === 0) return null;

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form).get('key');
    const key = typeof typed === 'string' ? typed.trim() : '';
    const usable = keySchema.safeParse(key).success && !taken.includes(key);
    setWrong(!usable);
    if (!usable) return;
    setValue([...path, key], startValue(valueSchema));
    form.reset();
  };
  const label = t('admin.key', { title });
  return (
    <form className="add-entry" noValidate onSubmit={submit}>
      {choices === undefined ? (
        <TextInput
          name="key"
          aria-label={label}
          aria-invalid={wrong}
          placeholder={t('admin.keyHint')}
          spellCheck={false}
          maxLength={200}
        />
      ) : (
        <Select name="key" aria-label={label}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
      )}
      <Button
        type="submit"
        size="small"
        icon={<Plus />}
        aria-label={t('admin.addKeyTo', { title })}
      >
        {t('admin.addKey')}
      </Button>
      {wrong ? (
        <p className="text-field__error" role="alert">
          {t('admin.wrongKey')}
        </p>
      ) : null}
    </form>
  );
}

/** What a new entry says until somebody says more. */
function startValue(schema: z.ZodType): unknown {
  if (branchOf(schema) !== null) return {};
  switch (controlOf(schema).kind) {
    case 'switch':
      return true;
    case 'number':
      return 0;
    case 'order':
    case 'lines':
      return [];
    case 'text':
    case 'choice':
      return '';
    case 'json':
      return {};
  }
}
