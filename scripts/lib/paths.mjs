import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, absolute. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** What the tools keep between runs; `npm ci` empties it, nothing in it is precious. */
export const cache = path.join(root, 'node_modules', '.cache', 'emulsion');

export const out = path.join(root, 'out');

/** @param {string[]} parts */
export function fromRoot(...parts) {
  return path.join(root, ...parts);
}
