import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { accountChannels } from '../../electron/contract/account-channels.ts';
import { codeSchema, emailSchema, passwordSchema } from '../../electron/contract/account.ts';
import type { AppError } from '../../electron/contract/app-error.ts';
import { errorText } from '../i18n/error-text.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { type FormField, fieldsOfError, weaknessOf } from './sign-in-flow.ts';
import { useSubmit } from './use-submit.ts';

const checks: Readonly<Record<FormField, z.ZodType<string>>> = {
  email: emailSchema,
  password: passwordSchema,
  code: codeSchema,
  recovery: accountChannels['account.use-recovery-code'].input,
  name: accountChannels['account.set-profile'].input.shape.displayName,
};
const complaints = {
  email: 'account.wrongEmail',
  password: 'account.missingPassword',
  code: 'account.wrongCode',
  recovery: 'account.factor.missingRecovery',
  name: 'account.nameHint',
} as const;

interface Form<Field extends FormField> {
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  /** What is wrong with a field, in words. */
  readonly errorOf: (field: Field) => string | undefined;
  /** What went wrong that no field of this form can mend. */
  readonly note: AppError | null;
}

/** A form of few fields, checked before it is sent; what the cloud complains about is said at its field. */
export function useForm<Field extends FormField>(
  fields: readonly Field[],
  act: (values: Readonly<Record<Field, string>>) => Promise<unknown>,
): Form<Field> {
  const { t } = useTexts();
  const { busy, error, submit, forgive } = useSubmit();
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  const place =
    error === null ? null : fields.find((field) => fieldsOfError(error.kind).includes(field));

  return {
    busy,
    note: place === undefined ? error : null,
    errorOf: (field) => {
      if (wrong.includes(field)) return t(complaints[field]);
      if (error === null || field !== place) return undefined;
      return fieldSentence(error, t);
    },
    onSubmit: (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      const values = valuesOf(form, fields);
      const refused = fields.filter((field) => !checks[field].safeParse(values[field]).success);
      setWrong(refused);
      const first = refused[0];
      if (first === undefined) {
        submit(() => act(values));
        return;
      }
      forgive();
      focusField(form, first);
    },
  };
}

/** What is wrong, and what to do about it in this field. */
function fieldSentence(error: AppError, t: Texts): string {
  const { what, next } = errorText(error, t);
  const weakness = weaknessOf(error);
  return `${what} ${weakness === null ? next : t(`account.weak.${weakness}`)}`;
}

/** Typed addresses and codes often carry a space by mistake; here it is meant. */
const spaced: ReadonlySet<FormField> = new Set(['password', 'name']);

function valuesOf<Field extends FormField>(
  form: HTMLFormElement,
  fields: readonly Field[],
): Readonly<Record<Field, string>> {
  const data = new FormData(form);
  const entries = fields.map((field): [Field, string] => {
    const value = data.get(field);
    const typed = typeof value === 'string' ? value : '';
    return [field, spaced.has(field) ? typed : typed.replaceAll(/\s/g, '')];
  });
  return Object.fromEntries(entries) as Record<Field, string>;
}

function focusField(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}
