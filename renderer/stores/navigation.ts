import { create } from 'zustand';

export const screens = [
  'studio',
  'library',
  'queue',
  'recipes',
  'usage',
  'settings',
  'account',
  'plans',
  'admin',
] as const;
export type Screen = (typeof screens)[number];
export const overlays = ['palette', 'shortcuts', 'save-as', 'refused-changes', 'storage'] as const;
export type Overlay = (typeof overlays)[number];

interface Navigation {
  readonly screen: Screen;
  /** At most one dialog is open. */
  readonly overlay: Overlay | null;
}

export const useNavigation = create<Navigation>(() => ({ screen: 'studio', overlay: null }));

export function showScreen(screen: Screen): void {
  useNavigation.setState({ screen, overlay: null });
}

export function showOverlay(overlay: Overlay | null): void {
  useNavigation.setState({ overlay });
}
