import { describe, expect, it } from 'vitest';
import { isTrustedSender } from '../../electron/ipc/trusted-sender.ts';

describe('who may call the main process', () => {
  it('is the top frame of the app', () => {
    expect(isTrustedSender({ url: 'app://emulsion/index.html', isTop: true })).toBe(true);
  });

  it.each([
    ['a frame that is gone', null],
    ['an iframe of the app', { url: 'app://emulsion/index.html', isTop: false }],
    ['about:blank', { url: 'about:blank', isTop: true }],
    ['an empty address', { url: '', isTop: true }],
    ['another host', { url: 'app://emulsion.evil/index.html', isTop: true }],
    ['a web page', { url: 'https://emulsion/', isTop: true }],
    ['a file', { url: 'file:///index.html', isTop: true }],
  ])('is not %s', (_who, frame) => {
    expect(isTrustedSender(frame)).toBe(false);
  });
});
