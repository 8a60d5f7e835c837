import { useMemo, useState } from 'react';
import { branchOf, isPlainObject, schemaAt } from '../../electron/contract/config-fields.ts';
import { configurationSchema } from '../../electron/contract/remote-config.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useConfiguration } from '../stores/configuration.ts';
import { draftOf, setDraft, useAdmin } from './admin-store.ts';
import { checkDraft } from './check-draft.ts';
import { ConfigFields, type FormContext } from './config-form.tsx';
import { ConfigLeaf } from './config-leaf.tsx';
import { isWithin } from './controls.ts';
import { type Draft, valueAt, withValue } from './document.ts';
import { JsonValue } from './json-value.tsx';
import { Problems } from './problems.tsx';

const keys = Object.keys(configurationSchema.unwrap().shape);
const isLeaf = (key: string): boolean => {
  const schema = schemaAt([key]);
  return schema !== null && branchOf(schema) === null;
};
/** What has no branch of its own stands together in the first part. */
const general = keys.filter(isLeaf);
const parts = ['', ...keys.filter((key) => !isLeaf(key))];

/** The draft of the channel that is shown, as a form drawn from the schema or as it is written. */
export function ConfigEditor() {
  const { language } = useTexts();
  const draft = useAdmin(draftOf);
  const refused = useAdmin((state) => state.refused);
  const view = useAdmin((state) => state.view);
  const entries = useConfiguration((state) => state.entries);
  const defaults = useMemo(
    () =>
      (entries ?? [])
        .filter(({ origin }) => origin === 'built-in')
        .reduce<Draft>((made, { path, value }) => withValue(made, path, value), {}),
    [entries],
  );
  const problems = useMemo(() => {
    const own = checkDraft(draft, language);
    return own.length > 0 ? own : refused;
  }, [draft, language, refused]);
  const context = { draft, defaults, problems };
  return view === 'form' ? <Form context={context} /> : <Whole context={context} />;
}

function Form({ context }: { readonly context: FormContext }) {
  const { t } = useTexts();
  const words = useFieldWords();
  const [part, setPart] = useState('');
  const about = part === '' ? '' : words.aboutOf([part]);
  const titleOf = (key: string): string => (key === '' ? t('admin.general') : words.titleOf([key]));
  const schema = schemaAt([part]);
  return (
    <>
      <nav className="settings__list admin__parts" aria-label={t('admin.sections')}>
        {parts.map((key) => {
          const within = key === '' ? general : [key];
          const isSet = within.some((one) => valueAt(context.draft, [one]) !== undefined);
          const isWrong = context.problems.some(({ path }) =>
            within.some((one) => isWithin([one], path)),
          );
          const mark = isWrong ? 'admin__mark--wrong' : isSet ? 'admin__mark--set' : '';
          return (
            <button
              key={key}
              type="button"
              aria-current={key === part ? 'true' : undefined}
              onClick={() => {
                setPart(key);
              }}
            >
              <span className={`admin__mark ${mark}`} aria-hidden />
              {titleOf(key)}
              {isSet ? <span className="visually-hidden">{t('admin.set')}</span> : null}
            </button>
          );
        })}
      </nav>
      <div className="admin__page" key={part}>
        <section className="admin__form" aria-labelledby="admin-part">
          <h2 id="admin-part">{titleOf(part)}</h2>
          {about === '' ? null : <p className="settings__lead">{about}</p>}
          <Problems problems={context.problems} />
          {part === '' ? (
            general.map((key) => {
              const leaf = schemaAt([key]);
              return leaf === null ? null : (
                <ConfigLeaf key={key} schema={leaf} path={[key]} context={context} />
              );
            })
          ) : schema === null ? null : (
            <ConfigFields schema={schema} path={[part]} context={context} />
          )}
        </section>
      </div>
    </>
  );
}

/** The document as it is published. */
function Whole({ context }: { readonly context: FormContext }) {
  const { t } = useTexts();
  const [isObject, setIsObject] = useState(true);
  return (
    <div className="admin__page admin__page--whole">
      <section className="admin__form" aria-labelledby="admin-json">
        <h2>
          <label id="admin-json" htmlFor="admin-document">
            {t('admin.jsonLabel')}
          </label>
        </h2>
        <Problems problems={context.problems} />
        {isObject ? null : (
          <p className="text-field__error" role="alert">
            {t('admin.notObject')}
          </p>
        )}
        <JsonValue
          described={{ id: 'admin-document' }}
          value={context.draft}
          placeholder="{ }"
          rows={28}
          onChange={(value) => {
            setIsObject(isPlainObject(value));
            if (isPlainObject(value)) setDraft(value);
          }}
        />
      </section>
    </div>
  );
}
