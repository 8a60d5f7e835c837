import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeName, safeStem } from '../../electron/ingest/file-name.ts';

it.each([
  ['IMG_1234.JPG', 'IMG_1234'],
  ['no extension', 'no extension'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system.ini', 'system'],
  ['con.png', 'con_'],
  ['NUL.final.png', 'NUL_.final'],
  ['aux .backup.png', 'aux_ .backup'],
  ['COM¹.png', 'COM¹_'],
  ['console.png', 'console'],
  ['a<b>c:d.png', 'a_b_c_d'],
  ['photo\u202Egnp.exe', 'photognp'],
  ['.png', 'image'],
  ['  dots...  .png', 'dots'],
  ['v1.2.final.webp', 'v1.2.final'],
])('%j → %j', (name, expected) => {
  expect(safeStem(name)).toBe(expected);
});

it('always makes a name that every system takes', () => {
  const device = fc.constantFrom('con', 'Nul', 'COM1');
  const names = fc
    .tuple(fc.option(device, { nil: '' }), fc.string({ unit: 'binary', maxLength: 120 }))
    .map(([start, rest]) => start + rest);
  fc.assert(
    fc.property(names, (text) => {
      const name = safeName(text);
      expect(name.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}]|^\.|[. ]$/u);
      expect(name).not.toMatch(/^(con|nul|com1)(\.|$)/i);
      expect(safeName(name)).toBe(name);
    }),
  );
});
