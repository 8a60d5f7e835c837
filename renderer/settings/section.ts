import { create } from 'zustand';
import { showScreen } from '../stores/navigation.ts';

export const settingsSections = [
  'providers',
  'routing',
  'budgets',
  'privacy',
  'appearance',
  'saving',
  'origins',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

export const useSettingsSection = create<{ readonly section: SettingsSection }>(() => ({
  section: 'providers',
}));

export function chooseSection(section: SettingsSection): void {
  useSettingsSection.setState({ section });
}

/** Opens the settings where something can be done: "raise the budget" leads to the budgets. */
export function showSettings(section: SettingsSection): void {
  chooseSection(section);
  showScreen('settings');
}
