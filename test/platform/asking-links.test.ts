import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Recipe, recipeSchema } from '../../electron/contract/recipes.ts';
import { type DeepLink, parseDeepLink } from '../../electron/platform/deep-links.ts';
import { isVisibleImage } from '../../electron/platform/asking-links.ts';

const home = '/home/ada';
const parse = (address: string): DeepLink => parseDeepLink(address, home);
const refused = { refused: { kind: 'link-refused', retryable: false } };
const open = (path: string): string =>
  `emulsion://open?${new URLSearchParams({ path }).toString()}`;
const recipeLink = (recipe: unknown): string =>
  `emulsion://recipe?data=${Buffer.from(JSON.stringify(recipe)).toString('base64url')}`;

const recipe: Recipe = recipeSchema.parse({
  version: 1,
  name: 'For the web',
  steps: [{ do: 'upscale' }, { do: 'resize', longestSide: 2048 }],
  outputs: [{ format: 'webp' }],
});

describe('a link that wants a file taken in', () => {
  it('names an image below the home folder', () => {
    const path = '/home/ada/Pictures/Lake & wood, 100 %.JPG';
    expect(parse(open(path))).toEqual({ asking: { ask: 'open', path } });
  });

  it.each([
    ['another user’s', '/home/eve/lake.jpg'],
    ['the system’s', '/etc/passwd'],
    ['the home folder itself', '/home/ada'],
    ['a way out', '/home/ada/../eve/lake.jpg'],
    ['a way out that is encoded twice', '/home/ada/%2e%2e/lake.txt'],
    ['a folder with a longer name', '/home/adam/lake.jpg'],
    ['no whole path', 'Pictures/lake.jpg'],
    ['a file of a server', '//server/share/lake.jpg'],
    ['a file of a server, as Windows writes it', '\\\\server\\share\\lake.jpg'],
    ['an address', 'https://example.test/lake.jpg'],
    ['an address of a file', 'file:///home/ada/lake.jpg'],
    ['a hidden folder', '/home/ada/.ssh/lake.jpg'],
    ['a hidden file', '/home/ada/.lake.jpg'],
    ['what a system keeps for itself', '/home/ada/Library/lake.jpg'],
    ['no picture', '/home/ada/.ssh/id_ed25519'],
    ['no picture', '/home/ada/notes.pdf'],
    ['nothing', ''],
    ['too much', `/home/ada/${'a'.repeat(5000)}.jpg`],
  ])('may not name %s', (_what, path) => {
    expect(parse(open(path))).toMatchObject(refused);
  });

  it('never leads out of the home folder, whatever its path is made of', () => {
    const part = fc.constantFrom('..', '.', '', '/', '\\', '%2f', 'home', 'ada', '.ssh', 'a.jpg');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = parts.join('/');
        const link = parse(open(path));
        if (!('asking' in link)) return;
        expect(link.asking).toEqual({ ask: 'open', path });
        expect(isVisibleImage(path, home)).toBe(true);
        expect(path).toMatch(/^\/home\/ada\/(?!.*\/\.)(?!.*\/\/).+\.jpg$/);
      }),
    );
  });
});

describe('a link that prepares an operation', () => {
  it('has its options as the operation takes them, the rest by default', () => {
    expect(parse('emulsion://run?operation=upscale&factor=4&mode=creative')).toEqual({
      asking: {
        ask: 'run',
        call: { operation: 'upscale', options: { factor: 4, mode: 'creative', prompt: '' } },
      },
    });
    expect(parse('emulsion://run/?operation=generate&prompt=42&transparent=true')).toMatchObject({
      asking: { call: { options: { prompt: '42', transparent: true } } },
    });
  });

  it.each([
    ['an unknown operation', 'operation=delete'],
    ['none', 'factor=4'],
    ['an unknown option', 'operation=upscale&provider=openai'],
    ['an option out of its bounds', 'operation=upscale&factor=400'],
    ['what is needed left out', 'operation=edit'],
    ['a parameter twice', 'operation=upscale&factor=2&factor=4'],
    ['another prototype', 'operation=upscale&__proto__=x'],
    ['a name of every object', 'operation=upscale&constructor=x'],
    ['more than an option may hold', `operation=edit&prompt=${'a'.repeat(10_001)}`],
  ])('is refused with %s', (_what, query) => {
    expect(parse(`emulsion://run?${query}`)).toMatchObject(refused);
  });
});

describe('a link that carries a recipe', () => {
  it('carries all of it', () => {
    expect(parse(recipeLink(recipe))).toEqual({ asking: { ask: 'recipe', recipe } });
  });

  it.each([
    ['no JSON', 'emulsion://recipe?data=aGVsbG8'],
    ['no base64url', 'emulsion://recipe?data=%7B%7D'],
    ['bytes that are no text', 'emulsion://recipe?data=_____w'],
    ['an address in its place', 'emulsion://recipe?url=https://example.test/recipe.json'],
    ['another version', recipeLink({ ...recipe, version: 2 })],
    ['a step that nobody knows', recipeLink({ ...recipe, steps: [{ do: 'shell' }] })],
    ['outputs outside of their folder', recipeLink({ ...recipe, outputs: [{ name: '../x' }] })],
    [
      'edits that nobody knows',
      recipeLink({ ...recipe, steps: [{ do: 'adjust', edits: { x: 1 } }] }),
    ],
    [
      'a depth without end',
      `emulsion://recipe?data=${Buffer.from('['.repeat(9000)).toString('base64url')}`,
    ],
    ['nothing', 'emulsion://recipe'],
  ])('is refused with %s', (_what, address) => {
    expect(parse(address)).toMatchObject(refused);
  });
});

it.each([
  'emulsion://open/../run?operation=upscale',
  'emulsion://run/now?operation=upscale',
  'emulsion://run?operation=upscale#factor=4',
  'emulsion://eve@run?operation=upscale',
  'emulsion://run:8080?operation=upscale',
  'https://run?operation=upscale',
  `emulsion://run?operation=upscale&x=${'a'.repeat(20_000)}`,
])('nothing but a name and its parameters: %s', (address) => {
  expect(parse(address)).toMatchObject(refused);
});
