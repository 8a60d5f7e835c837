import { describe, expect, it } from 'vitest';
import { createLinkDesk, findDeepLink, parseDeepLink } from '../../electron/platform/deep-links.ts';

describe('deep links', () => {
  it('shows a screen', () => {
    expect(parseDeepLink('emulsion://show/queue')).toEqual({ show: 'queue' });
  });

  it.each([
    'emulsion://delete/everything',
    'emulsion://show/../settings/keys',
    'emulsion://show/admin',
    'https://show/queue',
    'emulsion:show/queue',
    `emulsion://show/queue?${'a'.repeat(3000)}`,
    'not an address',
  ])('refuses %s', (address) => {
    expect(parseDeepLink(address)).toBeNull();
  });

  it('is found among the arguments of a second start', () => {
    expect(findDeepLink(['emulsion', '--flag', 'emulsion://show/library'])).toEqual({
      show: 'library',
    });
    expect(findDeepLink(['emulsion', 'photo.jpg'])).toBeNull();
  });

  it('waits for the window that it has started, the newest one alone', () => {
    const shown: string[] = [];
    const desk = createLinkDesk(({ show }) => shown.push(show));
    desk.take({ show: 'queue' });
    desk.take({ show: 'library' });
    expect(shown).toEqual([]);
    desk.open();
    desk.take({ show: 'settings' });
    expect(shown).toEqual(['library', 'settings']);
  });
});
