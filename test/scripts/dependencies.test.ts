import { expect, test } from 'vitest';
import { isInstalled } from '../../scripts/lib/dependencies.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/sharp-darwin': { version: '1.0.0', optional: true },
};

test.each([
  ['everything is there', { 'node_modules/zod': { version: '4.6.7' } }, true],
  ['a version differs', { 'node_modules/zod': { version: '4.6.6' } }, false],
  ['a package is missing', {}, false],
  [
    "an optional package, another platform's or ours, has another version",
    { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/sharp-darwin': { version: '0.9.0' } },
    false,
  ],
])('node_modules is compared with the lock file: %s', (_case, installed, expected) => {
  expect(isInstalled(wanted, installed)).toBe(expected);
});
