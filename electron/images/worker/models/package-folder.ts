import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { fail } from '../../../contract/app-error.ts';

/**
 * The folder of an installed package. Works from the sources, from the bundle and in a packaged
 * app, also for packages whose `exports` hide their package.json (require.resolve would refuse).
 * Throws an `internal` failure when the package is not installed.
 */
export function packageFolder(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw fail('internal', { cause: `package ${name} is missing` });
  return path.dirname(manifest);
}
