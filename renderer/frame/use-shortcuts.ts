import { useEffect } from 'react';
import { commands } from '../commands.ts';
import { isForField, isTyping, matchesKeys } from '../keyboard.ts';
import { useNavigation } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';

/** Runs the command whose keys are pressed, on every screen. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useNavigation.getState().overlay !== null) return;
      const command = commands.find(
        ({ keys = [], native = false, when }) =>
          !native && keys.some((one) => matchesKeys(event, one)) && (when?.() ?? true),
      );
      if (!command) return;
      if (isForField(event.target, event)) return;
      if (isTyping(event.target) && command.id === 'select-all') return;
      event.preventDefault();
      attempt(async () => command.run());
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}
