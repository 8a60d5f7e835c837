import { createHash } from 'node:crypto';
import type { Recipe } from '../contract/recipes.ts';

/** SHA-256 of what a recipe does: its name, and the order of the keys in its file, don't count. */
export function recipeHash({ steps, outputs, texts, words }: Recipe): string {
  return createHash('sha256').update(canonicalJson({ steps, outputs, texts, words })).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
