import { useEffect } from 'react';
import { commands } from '../commands.ts';
import { isTyping, matchesKeys } from '../keyboard.ts';
import { useNavigation } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';

/** Runs the command whose keys are pressed, on every screen. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useNavigation.getState().overlay !== null) return;
      const withModifier = event.ctrlKey || event.metaKey;
      const command = commands.find(
        ({ keys = [], native = false, when }) =>
          !native && keys.some((one) => matchesKeys(event, one)) && (when?.() ?? true),
      );
      if (!command) return;
      // In a field plain keys are text, and so is "select all".
      if (isTyping(event.target) && (!withModifier || command.id === 'select-all')) return;
      event.preventDefault();
      attempt(async () => command.run());
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}
