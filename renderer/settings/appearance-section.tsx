import './appearance-section.css';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { StartWithSystem } from './start-with-system.tsx';
import { useSettings } from './use-settings.ts';

const themes = ['system', 'dark', 'light'] as const;
const languageSchema = settingsSchema.unwrap().shape.language.unwrap();

export function AppearanceSection() {
  const { t } = useTexts();
  const { settings, change } = useSettings();
  return (
    <>
      <fieldset className="themes">
        <legend className="settings__label">{t('settings.appearance.theme')}</legend>
        {themes.map((theme) => (
          <label key={theme} className="theme">
            <input
              type="radio"
              className="visually-hidden"
              name="theme"
              checked={settings.theme === theme}
              onChange={() => {
                change({ theme });
              }}
            />
            <span className={`theme__picture theme__picture--${theme}`} aria-hidden>
              <span />
              <span />
            </span>
            <span>{t(`settings.appearance.themes.${theme}`)}</span>
          </label>
        ))}
      </fieldset>
      <div className="settings__narrow">
        <Field label={t('settings.appearance.language')}>
          {(id) => (
            <Select
              id={id}
              value={settings.language}
              onChange={(event) => {
                const language = languageSchema.safeParse(event.currentTarget.value);
                if (language.success) change({ language: language.data });
              }}
            >
              {languageSchema.options.map((language) => (
                <option key={language} value={language}>
                  {language === 'system'
                    ? t('settings.appearance.systemLanguage')
                    : nameOf(language)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <StartWithSystem />
      </div>
    </>
  );
}

/** A language's name in that language: whoever looks for it can read it. */
function nameOf(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}
