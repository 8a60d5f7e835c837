import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { recipeSchema } from '../../electron/contract/recipes.ts';
import { parseRecipe, recipeText } from '../../electron/recipes/recipe-file.ts';
import { recipeHash } from '../../electron/recipes/recipe-hash.ts';
import { recipeJsonSchema } from './recipe-json-schema.ts';

const faults = (text: string): string => {
  try {
    parseRecipe(text);
    return '';
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    expect(error.error.kind).toBe('invalid-request');
    return error.error.cause ?? '';
  }
};
const withParts = (parts: object): string =>
  JSON.stringify({ version: 1, name: 'A', outputs: [{}], ...parts });

describe('a recipe file', () => {
  it.each([
    ['{\n  "version": 1,\n  oops\n}', 'line 3, column 3: not JSON'],
    [withParts({ version: 2 }), 'version: '],
    [
      withParts({ steps: [{ do: 'upscale', options: { factor: 3 } }] }),
      'steps[0].options.factor: ',
    ],
    [withParts({ steps: [{ do: 'describe' }, { do: 'edit' }] }), 'steps[1].options.prompt: '],
    [withParts({ steps: [{ do: 'inpaint' }] }), 'steps[0].do: '],
    [withParts({ steps: [{ do: 'resize', longestSide: 9, side: 9 }] }), 'steps[0].longestSide: '],
    [withParts({ outputs: [{ name: '../{name}' }] }), 'outputs[0].name: folders below'],
    [withParts({ outputs: [] }), 'outputs: nothing would come of it'],
    [withParts({ steps: [{ do: 'crop', ratio: '3/2' }] }), 'steps[0].ratio: width:height'],
    [
      withParts({ steps: [{ do: 'adjust', edits: { light: { exposure: 9 } } }] }),
      'steps[0].edits.light.exposure: ',
    ],
    [
      withParts({ steps: [{ do: 'adjust', edits: { light: { exposur: 1 } } }] }),
      'steps[0].edits.light.exposur: unknown',
    ],
    [
      withParts({ steps: [{ do: 'edit', options: { prompt: 'x', count: 2 } }] }),
      'steps[0].options.count: a recipe goes on with one image',
    ],
  ])('%s is refused, and it is said where', (text, place) => {
    expect(faults(text)).toContain(place);
  });

  it('may ask for as many tags as it likes, and for texts alone', () => {
    const text = withParts({ steps: [{ do: 'tags', options: { count: 30 } }], outputs: [] });
    expect(parseRecipe(text).steps).toHaveLength(1);
  });

  it('comes back as it was written, and does the same', () => {
    const recipe = parseRecipe(withParts({ steps: [{ do: 'upscale' }] }));
    const again = parseRecipe(recipeText(recipe));
    expect(again).toEqual({ ...recipe, $schema: again.$schema });
    expect(recipeHash(again)).toBe(recipeHash(recipe));
  });

  it('is another one where it does something else, not where it is called otherwise', () => {
    const hash = (parts: object) => recipeHash(recipeSchema.parse(JSON.parse(withParts(parts))));
    expect(hash({ name: 'B', about: 'b' })).toBe(hash({}));
    expect(hash({ outputs: [{ quality: 84 }] })).not.toBe(hash({}));
    expect(hash({ steps: [{ do: 'upscale' }] })).not.toBe(hash({}));
    expect(hash({ words: { creator: 'Ada' } })).not.toBe(hash({}));
  });

  it('has a JSON Schema beside the docs that is current', async () => {
    const file = path.resolve(import.meta.dirname, '../../docs/recipe.schema.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(recipeJsonSchema());
  });
});
