import { expect, test } from 'vitest';
import { packagesFor } from '../../scripts/lib/system-libraries.mjs';

test('each missing library has its Debian package, named once', () => {
  const missing = [
    'libnss3.so',
    'libnssutil3.so',
    'libasound.so.2',
    'libgbm.so.1',
    'libgtk-3.so.0',
  ];
  expect(packagesFor(missing)).toEqual(['libasound2', 'libgbm1', 'libgtk-3-0', 'libnss3']);
});

test('what GTK depends on comes with GTK', () => {
  expect(packagesFor(['libatk-1.0.so.0', 'libcups.so.2', 'libXdamage.so.1'])).toEqual([
    'libgtk-3-0',
  ]);
});
