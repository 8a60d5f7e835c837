import { type ConfigPath, describeField } from '../../electron/contract/config-fields.ts';
import german from './de-fields.json';
import { useTexts } from './i18n.ts';

const words: Readonly<Record<string, string>> = german;

/** The schema speaks English; a word of it that has no translation yet stays so. */
function fieldWords(english: string, language: string): string {
  return language.startsWith('de') ? (words[english] ?? english) : english;
}

interface FieldWords {
  readonly titleOf: (path: ConfigPath) => string;
  readonly aboutOf: (path: ConfigPath) => string;
  /** "Providers › OpenAI › Host" */
  readonly placeOf: (path: ConfigPath) => string;
}

/** What the fields of the configuration are called in the window's language. */
export function useFieldWords(): FieldWords {
  const { t, language } = useTexts();
  const titleOf = (path: ConfigPath): string => {
    const { title } = describeField(path);
    // A name that people chose stays as it is, whatever it means as a word.
    return title === path.at(-1) ? title : fieldWords(title, language);
  };
  return {
    titleOf,
    aboutOf: (path) => fieldWords(describeField(path).description, language),
    placeOf: (path) =>
      path.length === 0
        ? t('admin.wholeDocument')
        : path.map((_, index) => titleOf(path.slice(0, index + 1))).join(' › '),
  };
}
