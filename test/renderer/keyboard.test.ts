import { describe, expect, it } from 'vitest';
import { matchesKeys } from '../../renderer/keyboard.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

describe('a shortcut', () => {
  it('is Ctrl here and Cmd on a Mac', () => {
    expect(matchesKeys(press('k', { ctrlKey: true }), 'Mod+K', false)).toBe(true);
    expect(matchesKeys(press('k', { ctrlKey: true }), 'Mod+K', true)).toBe(false);
    expect(matchesKeys(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true);
  });

  it('with Shift is another one', () => {
    expect(matchesKeys(press('O', { ctrlKey: true, shiftKey: true }), 'Mod+O', false)).toBe(false);
    expect(matchesKeys(press('O', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+O', false)).toBe(
      true,
    );
  });

  it('of a sign holds wherever the keyboard has it', () => {
    expect(matchesKeys(press('?', { shiftKey: true }), '?', false)).toBe(true);
    expect(matchesKeys(press('+'), '+', false)).toBe(true);
    expect(matchesKeys(press('+', { ctrlKey: true }), '+', false)).toBe(false);
    expect(matchesKeys(press('+', { ctrlKey: true }), 'Mod++', false)).toBe(true);
  });
});
