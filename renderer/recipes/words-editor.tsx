import type { RecipeWords } from '../../electron/contract/recipes.ts';
import { useTexts } from '../i18n/i18n.ts';
import { fromText } from '../library/file-words.ts';
import { Field } from '../ui/field.tsx';
import { Switch, TextInput } from '../ui/inputs.tsx';
import type { Draft } from './draft.ts';
import { edit } from './recipes-store.ts';

const fields = [
  { name: 'title', label: 'words.name', most: 300 },
  { name: 'description', label: 'words.description', most: 4000 },
  { name: 'altText', label: 'words.altText', most: 1000 },
  { name: 'keywords', label: 'words.keywords', most: 4000 },
  { name: 'creator', label: 'words.creator', most: 300 },
  { name: 'copyright', label: 'words.copyright', most: 1000 },
] as const;

/** What the files say of themselves, beside what their images say and what the library knows. */
export function WordsEditor({ words }: Pick<Draft, 'words'>) {
  const { t } = useTexts();
  const change = (patch: RecipeWords): void => {
    edit((draft) => ({ ...draft, words: { ...draft.words, ...patch } }));
  };
  return (
    <details className="edits__group">
      <summary>{t('recipes.words')}</summary>
      <div className="recipe__words">
        <p className="recipe__hint">{t('recipes.wordsHint')}</p>
        {fields.map(({ name, label, most }) => (
          <Field key={name} label={t(label)}>
            {(id) => (
              <TextInput
                id={id}
                defaultValue={textOf(words[name])}
                maxLength={most}
                onBlur={(event) => {
                  change({ [name]: fromText(name, event.currentTarget.value) });
                }}
              />
            )}
          </Field>
        ))}
        <Switch
          label={t('recipes.foundWords')}
          hint={t('recipes.foundWordsHint')}
          checked={words.found ?? false}
          onChange={(found) => {
            change({ found });
          }}
        />
      </div>
    </details>
  );
}

function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value ?? []).join(', ');
}
