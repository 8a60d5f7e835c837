import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeName, safeStem } from '../../electron/ingest/file-name.ts';

it.each([
  ['IMG_1234.JPG', 'IMG_1234'],
  ['no extension', 'no extension'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system.ini', 'system'],
  ['con.png', 'con_'],
  ['a<b>c:d.png', 'a_b_c_d'],
  ['photo\u202Egnp.exe', 'photognp'],
  ['.png', 'image'],
  ['  dots...  .png', 'dots'],
  ['v1.2.final.webp', 'v1.2.final'],
])('%j → %j', (name, expected) => {
  expect(safeStem(name)).toBe(expected);
});

it('always makes a name that every system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const name = safeName(text);
      expect(name.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(201);
      expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}]|^\.|[. ]$/u);
      expect(safeName(name)).toBe(name);
    }),
  );
});
