import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Settings } from '../../electron/contract/settings.ts';
import { type Formats, formatsFor } from '../format.ts';
import { english, german } from './texts.ts';

/** Every text's path: "drop.title"; the forms of a plural share one, without `_one` and `_other`. */
type TextKey = LeafPath<typeof english>;
type LeafPath<Node> = {
  [Key in keyof Node & string]: Node[Key] extends string
    ? Singular<Key>
    : `${Key}.${LeafPath<Node[Key]>}`;
}[keyof Node & string];
type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other`
  ? Stem
  : Key;

/** Values that a text names; `defaultValue` is for keys that come from outside. */
type TextValues = Readonly<Record<string, string | number | boolean>>;
export type Texts = (key: TextKey, values?: TextValues) => string;

const languages = ['en', 'de'] as const;
type Language = (typeof languages)[number];

/** Loads the texts; nothing is fetched, so it is ready when it returns. */
export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: english }, de: { translation: german } },
    lng: systemLanguage(navigator.languages),
    fallbackLng: 'en',
    initAsync: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
}

export function setLanguage(choice: Settings['language'], systemLocale: string): void {
  const language = choice === 'system' ? systemLanguage([systemLocale]) : choice;
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

/** Texts and formats of the window's language. */
export function useTexts(): {
  readonly t: Texts;
  readonly format: Formats;
  readonly language: string;
} {
  const { t, i18n } = useTranslation();
  // The keys are checked by our own type, which is far cheaper to compute than i18next's.
  return {
    t: (key, values = {}) => t(key, values),
    format: formatsFor(i18n.language),
    language: i18n.language,
  };
}

/** A text outside of a component: for what a command says. */
export function textNow(key: TextKey, values: TextValues = {}): string {
  return i18next.t(key, values);
}

/** The window's language. */
export function spokenLanguage(): Language {
  return systemLanguage([i18next.language]);
}

/** The first of the system's languages that the window speaks. */
export function systemLanguage(locales: readonly string[]): Language {
  const spoken = locales.flatMap((locale) =>
    languages.filter((language) => language === locale.split('-')[0]),
  );
  return spoken[0] ?? 'en';
}
