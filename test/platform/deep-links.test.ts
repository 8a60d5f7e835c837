import { describe, expect, it } from 'vitest';
import {
  type DeepLink,
  createLinkDesk,
  findDeepLink,
  parseDeepLink,
} from '../../electron/platform/deep-links.ts';

const home = '/home/ada';
const parse = (address: string): DeepLink => parseDeepLink(address, home);
const refused = { refused: { kind: 'link-refused' } };

describe('deep links', () => {
  it('shows a screen', () => {
    expect(parse('emulsion://show/queue')).toEqual({ show: 'queue' });
  });

  it.each([
    'emulsion://delete/everything',
    'emulsion://show/../settings/keys',
    'emulsion://show/admin',
    'https://show/queue',
    'emulsion://billing/upgrade?plan=studio',
    'https://billing/done',
    'emulsion:show/queue',
    `emulsion://show/queue?${'a'.repeat(3000)}`,
    'not an address',
  ])('refuses %s', (address) => {
    expect(parse(address)).toMatchObject(refused);
  });

  const state = 'a'.repeat(43);

  it('brings back what a sign-in page answered, in the query or in the fragment', () => {
    expect(parse(`emulsion://auth/callback?flow=${state}&code=c-1`)).toEqual({
      callback: { state, code: 'c-1' },
    });
    expect(parse(`emulsion://auth/callback#token=t.t.t&state=${state}`)).toEqual({
      callback: { state, token: 't.t.t' },
    });
    const failed = `emulsion://auth/callback?flow=${state}&error=access_denied#error_code=otp_expired`;
    expect(parse(failed)).toEqual({ callback: { state, error: 'otp_expired' } });
  });

  it.each([
    ['no state', 'emulsion://auth/callback?code=c-1'],
    ['a state that none of ours looks like', 'emulsion://auth/callback?flow=short&code=c-1'],
    ['another path', `emulsion://auth/callback/../sign-out?flow=${state}`],
    ['a ready-made session', 'emulsion://auth/callback#access_token=x&refresh_token=y'],
  ])('refuses to end a sign-in with %s', (_what, address) => {
    expect(parse(address)).toMatchObject(refused);
  });

  it('hears that something may have been paid, and not what', () => {
    const link = 'emulsion://billing/done?plan=studio&customer=c-1#credits=1000';
    expect(parse(link)).toEqual({ billing: 'done' });
  });

  it('is found among the arguments of a second start', () => {
    expect(findDeepLink(['emulsion', '--flag', 'emulsion://show/library'], home)).toEqual({
      show: 'library',
    });
    expect(findDeepLink(['emulsion', 'photo.jpg'], home)).toBeNull();
  });

  it('waits for the window that it has started, the newest one alone', () => {
    const shown: string[] = [];
    const desk = createLinkDesk((link) => 'show' in link && shown.push(link.show));
    desk.take({ show: 'queue' });
    desk.take({ show: 'library' });
    expect(shown).toEqual([]);
    desk.open();
    desk.take({ show: 'settings' });
    expect(shown).toEqual(['library', 'settings']);
  });
});
