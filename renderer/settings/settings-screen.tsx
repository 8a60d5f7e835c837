import './settings.css';
import {
  Cable,
  Info,
  Layers,
  type LucideIcon,
  Route,
  Save,
  ShieldCheck,
  SunMoon,
  Wallet,
} from 'lucide-react';
import { type ComponentType, useEffect, useRef } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { loadEntries } from '../stores/configuration.ts';
import { useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BudgetsSection } from './budgets-section.tsx';
import { OriginsSection } from './origins-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { ProvidersSection } from './providers-section.tsx';
import { RoutingSection } from './routing-section.tsx';
import { SavingSection } from './saving-section.tsx';
import {
  type SettingsSection,
  chooseSection,
  settingsSections,
  useSettingsSection,
} from './section.ts';

const sections: Readonly<
  Record<SettingsSection, { readonly icon: LucideIcon; readonly view: ComponentType }>
> = {
  providers: { icon: Cable, view: ProvidersSection },
  routing: { icon: Route, view: RoutingSection },
  budgets: { icon: Wallet, view: BudgetsSection },
  privacy: { icon: ShieldCheck, view: PrivacySection },
  appearance: { icon: SunMoon, view: AppearanceSection },
  saving: { icon: Save, view: SavingSection },
  origins: { icon: Layers, view: OriginsSection },
  about: { icon: Info, view: AboutSection },
};

/** Each change is kept at once: there is no button that keeps them. */
export function SettingsScreen() {
  const { t } = useTexts();
  const section = useSettingsSection((state) => state.section);
  const loaded = useSession((state) => state.settings !== null);
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    attempt(loadEntries);
  }, []);
  useEffect(() => {
    page.current?.scrollTo({ top: 0 });
  }, [section]);
  const View = sections[section].view;
  return (
    <main className="screen settings">
      <header className="screen__head">
        <h1>{t('screen.settings')}</h1>
      </header>
      <div className="settings__body">
        <nav className="settings__list" aria-label={t('settings.sections')}>
          {settingsSections.map((id) => {
            const Icon = sections[id].icon;
            return (
              <button
                key={id}
                type="button"
                aria-current={id === section ? 'true' : undefined}
                onClick={() => {
                  chooseSection(id);
                }}
              >
                <Icon aria-hidden />
                {t(`settings.section.${id}`)}
              </button>
            );
          })}
        </nav>
        <div ref={page} className="settings__page">
          <section key={section} className="settings__section" aria-labelledby="settings-title">
            <h2 id="settings-title">{t(`settings.section.${section}`)}</h2>
            <p className="settings__lead">{t(`settings.lead.${section}`)}</p>
            {loaded ? <View /> : null}
          </section>
        </div>
      </div>
    </main>
  );
}
