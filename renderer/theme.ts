import type { Configuration } from '../electron/contract/remote-config.ts';
import type { Settings } from '../electron/contract/settings.ts';

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * Puts the theme on the page and follows the system where that is the choice.
 * Returns a function that stops following.
 */
export function applyTheme(choice: Settings['theme']): () => void {
  const apply = (): void => {
    const system = systemIsDark.matches ? 'dark' : 'light';
    document.documentElement.dataset['theme'] = choice === 'system' ? system : choice;
  };
  apply();
  systemIsDark.addEventListener('change', apply);
  return () => {
    systemIsDark.removeEventListener('change', apply);
  };
}

/** The accent colour comes from the brand; its lightness belongs to each theme. */
export function applyBrand(brand: Configuration['brand']): void {
  const { style } = document.documentElement;
  style.setProperty('--accent-hue', String(brand.accent.hue));
  style.setProperty('--accent-chroma', String(brand.accent.chroma));
  document.title = brand.name;
}
