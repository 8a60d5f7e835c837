import { describe, expect, it } from 'vitest';
import {
  isAllowedExternal,
  parseMediaAddress,
  resolveAppFile,
} from '../../electron/platform/addresses.ts';

const root = '/srv/app';
const blob = 'a'.repeat(64);

describe('addresses of the app', () => {
  it.each([
    ['app://emulsion/', '/srv/app/index.html'],
    ['app://emulsion/assets/main.js', '/srv/app/assets/main.js'],
    ['app://emulsion/assets/../index.html', '/srv/app/index.html'],
  ])('%s is the file %s', (address, file) => {
    expect(resolveAppFile(root, address)).toBe(file);
  });

  it.each([
    ['another host', 'app://evil/index.html'],
    ['another scheme', 'file:///srv/app/index.html'],
    ['an encoded climb', 'app://emulsion/%2e%2e%2f%2e%2e%2fetc/passwd'],
    ['an encoded climb behind a folder', 'app://emulsion/assets/..%2f..%2f..%2fetc/passwd'],
    ['a back slash', 'app://emulsion/..%5C..%5Cwindows'],
    ['a null byte', 'app://emulsion/index.html%00.png'],
    ['a broken escape', 'app://emulsion/%E0%A4%A'],
    ['the root folder itself', 'app://emulsion/.'.concat('/%2e')],
  ])('never leaves the root by %s', (_what, address) => {
    const file = resolveAppFile(root, address);
    expect(file === null || file.startsWith('/srv/app/')).toBe(true);
  });
});

describe('addresses of images', () => {
  it('names a preview by hash and size', () => {
    expect(parseMediaAddress(`media://${blob}/1024`)).toEqual({
      kind: 'preview',
      blob,
      size: 1024,
    });
  });

  it('names a tile by column and row', () => {
    expect(parseMediaAddress(`media://${blob}/edit`)).toEqual({ kind: 'edit', blob, tile: null });
    expect(parseMediaAddress(`media://${blob}/edit/2/1`)).toEqual({
      kind: 'edit',
      blob,
      tile: { column: 2, row: 1 },
    });
    expect(parseMediaAddress(`media://${blob}/tile/3/12`)).toEqual({
      kind: 'tile',
      blob,
      column: 3,
      row: 12,
    });
  });

  it.each([
    `media://${blob}/1000`,
    `media://${blob}/tile/3/99`,
    `media://${blob}/tile/-1/0`,
    `media://${blob}/tile/1`,
    `media://${blob}/edit/1`,
    `media://${blob}/edit/99/0`,
    `media://${blob}/other/1/1`,
    'media://short/256',
    `media://${blob}/../../etc/passwd`,
    `https://${blob}/256`,
    'nonsense',
  ])('refuses %s', (address) => {
    expect(parseMediaAddress(address)).toBeNull();
  });
});

describe('addresses that leave the app', () => {
  it.each(['https://example.com/a?b=c', 'mailto:someone@example.com'])('opens %s', (address) => {
    expect(isAllowedExternal(address)).toBe(true);
  });

  it.each([
    'http://example.com',
    'file:///etc/passwd',
    'smb://server/share',
    'javascript:alert(1)',
    'https://user:secret@example.com',
    'emulsion://show/studio',
    'ms-settings:',
    '',
  ])('refuses %s', (address) => {
    expect(isAllowedExternal(address)).toBe(false);
  });
});
