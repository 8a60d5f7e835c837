import { ChevronRight } from 'lucide-react';
import type { z } from 'zod';
import type { ConfigProblem } from '../../electron/contract/config-channels.ts';
import { type ConfigPath, branchOf, childOf } from '../../electron/contract/config-fields.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';
import { AddEntry } from './add-entry.tsx';
import { ConfigLeaf } from './config-leaf.tsx';
import { isWithin, keysBelow } from './controls.ts';
import { type Draft, valueAt } from './document.ts';

export interface FormContext {
  readonly draft: Draft;
  /** The app's own values, as far as they are known here. */
  readonly defaults: Draft;
  readonly problems: readonly ConfigProblem[];
}

interface ConfigFieldsProps {
  readonly schema: z.ZodType;
  readonly path: ConfigPath;
  readonly context: FormContext;
}

/** A part of the form, drawn from the schema: leaves are fields, branches fold. */
export function ConfigFields({ schema, path, context }: ConfigFieldsProps) {
  const branch = branchOf(schema);
  if (branch === null) return <ConfigLeaf schema={schema} path={path} context={context} />;
  const keys = keysBelow(schema, [valueAt(context.draft, path), valueAt(context.defaults, path)]);
  return (
    <>
      {keys.map((key) => {
        const child = childOf(branch, key);
        const below = [...path, key];
        if (child === null) return null;
        return branchOf(child) === null ? (
          <ConfigLeaf key={key} schema={child} path={below} context={context} />
        ) : (
          <Branch key={key} schema={child} path={below} context={context} />
        );
      })}
      {branch.kind === 'record' ? (
        <AddEntry path={path} keySchema={branch.key} valueSchema={branch.value} taken={keys} />
      ) : null}
    </>
  );
}

/** Folded, until something below it is set or wrong. */
function Branch({ schema, path, context }: ConfigFieldsProps) {
  const { t } = useTexts();
  const { titleOf, aboutOf } = useFieldWords();
  const description = aboutOf(path);
  const isSet = valueAt(context.draft, path) !== undefined;
  const wrong = context.problems.filter((problem) => isWithin(path, problem.path)).length;
  const isRecord = branchOf(schema)?.kind === 'record';
  const entries = keysBelow(schema, [
    valueAt(context.draft, path),
    valueAt(context.defaults, path),
  ]).length;
  return (
    <details className="config-branch" open={isSet || wrong > 0}>
      <summary>
        <ChevronRight aria-hidden />
        <span className="config-branch__title clip">{titleOf(path)}</span>
        {isRecord ? (
          <span className="config-branch__count">{t('admin.entries', { count: entries })}</span>
        ) : null}
        {isSet ? <Badge tone="accent">{t('admin.set')}</Badge> : null}
        {wrong > 0 ? <Badge tone="danger">{t('admin.problems', { count: wrong })}</Badge> : null}
      </summary>
      <div className="config-branch__body">
        {description === '' ? null : <p className="config-leaf__about">{description}</p>}
        <ConfigFields schema={schema} path={path} context={context} />
      </div>
    </details>
  );
}
