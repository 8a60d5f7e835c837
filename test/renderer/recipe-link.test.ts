import { expect, it } from 'vitest';
import { recipeSchema } from '../../electron/contract/recipes.ts';
import { parseDeepLink } from '../../electron/platform/deep-links.ts';
import { recipeLink } from '../../renderer/recipes/share.ts';

const recipe = recipeSchema.parse({
  version: 1,
  name: 'Für’s Netz – 写真 ☀',
  steps: [
    { do: 'edit', options: { prompt: 'a/b+c?d=e&f' } },
    { do: 'adjust', edits: {} },
  ],
  outputs: [{ format: 'webp' }],
});

it('a recipe comes out of its link as it went in', () => {
  const link = recipeLink(recipe) ?? '';
  expect(link).toMatch(/^emulsion:\/\/recipe\?data=[\w-]+$/);
  expect(parseDeepLink(link, '/home/ada')).toEqual({ asking: { ask: 'recipe', recipe } });
});

it('one that is too long for a link has none', () => {
  const steps = Array.from({ length: 3 }, () => ({
    do: 'edit' as const,
    options: { prompt: 'long '.repeat(1900) },
  }));
  expect(recipeLink(recipeSchema.parse({ ...recipe, steps }))).toBeNull();
});
