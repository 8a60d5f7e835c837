import { CircleAlert } from 'lucide-react';
import { useId, useMemo } from 'react';
import type { z } from 'zod';
import type { ConfigPath } from '../../electron/contract/config-fields.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { useTexts } from '../i18n/i18n.ts';
import { LinkButton } from '../ui/link-button.tsx';
import { setValue, unsetValue } from './admin-store.ts';
import type { FormContext } from './config-form.tsx';
import { controlOf, isWithin } from './controls.ts';
import { valueAt } from './document.ts';
import { LeafControl } from './leaf-control.tsx';

interface ConfigLeafProps {
  readonly schema: z.ZodType;
  readonly path: ConfigPath;
  readonly context: FormContext;
}

/** One value: set here, or the app's default; with what is wrong with it. */
export function ConfigLeaf({ schema, path, context }: ConfigLeafProps) {
  const { t } = useTexts();
  const id = useId();
  const control = useMemo(() => controlOf(schema), [schema]);
  const { titleOf, aboutOf } = useFieldWords();
  const title = titleOf(path);
  const description = aboutOf(path);
  const value = valueAt(context.draft, path);
  const wrong = context.problems.filter((problem) => isWithin(path, problem.path));
  return (
    <div className={value === undefined ? 'config-leaf' : 'config-leaf config-leaf--set'}>
      <div className="config-leaf__words">
        <p className="config-leaf__title">
          {control.kind === 'order' ? (
            <span id={`${id}-label`}>{title}</span>
          ) : (
            <label htmlFor={id}>{title}</label>
          )}
        </p>
        {description === '' ? null : (
          <p id={`${id}-about`} className="config-leaf__about">
            {description}
          </p>
        )}
      </div>
      <div className="config-leaf__value">
        <LeafControl
          control={control}
          id={id}
          title={title}
          value={value}
          fallback={valueAt(context.defaults, path)}
          described={[
            ...(description === '' ? [] : [`${id}-about`]),
            ...(wrong.length === 0 ? [] : [`${id}-wrong`]),
          ].join(' ')}
          wrong={wrong.length > 0}
          onChange={(next) => {
            if (next === undefined) unsetValue(path);
            else setValue(path, next);
          }}
        />
        {wrong.length === 0 ? null : (
          <p id={`${id}-wrong`} className="text-field__error" role="alert">
            <CircleAlert aria-hidden />
            <span>{wrong.map(({ message }) => message).join(' ')}</span>
          </p>
        )}
        {value === undefined ? null : (
          <LinkButton
            label={t('admin.resetOf', { title })}
            onClick={() => {
              unsetValue(path);
            }}
          >
            {t('admin.reset')}
          </LinkButton>
        )}
      </div>
    </div>
  );
}
