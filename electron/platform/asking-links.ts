import path from 'node:path';
import { z } from 'zod';
import { optionFromText } from '../contract/option-text.ts';
import { type OperationCall, operationIdSchema, operations } from '../contract/operations.ts';
import type { Recipe } from '../contract/recipes.ts';
import { parseRecipe } from '../recipes/recipe-file.ts';
import { imageExtensions } from './image-extensions.ts';

/**
 * Links that want something done. Each is shown to the user with all that it says, and does nothing
 * before the user agrees:
 *
 *     emulsion://open?path=/home/ada/Pictures/lake.jpg
 *     emulsion://run?operation=upscale&factor=4      (prepared; the user presses Run)
 *     emulsion://recipe?data=<base64url of the recipe's JSON>
 *
 * None names an address, and nothing is fetched for them.
 */
export type AskingLink =
  | { readonly ask: 'open'; readonly path: string }
  | { readonly ask: 'run'; readonly call: OperationCall }
  | { readonly ask: 'recipe'; readonly recipe: Recipe };

const asks = ['open', 'run', 'recipe'] as const;

/** Null where it is no link of this kind. Throws where it is one and wrong: of any class. */
export function parseAskingLink(url: URL, home: string): AskingLink | null {
  const ask = asks.find((name) => name === url.host);
  if (ask === undefined) return null;
  if (!/^\/?$/.test(url.pathname) || url.hash !== '' || url.port + url.username !== '')
    throw new Error('more than a name and parameters');
  const fields = fieldsOf(url);
  switch (ask) {
    case 'open':
      return { ask, ...openSchema(home).parse(fields) };
    case 'run':
      return { ask, call: callOf(fields) };
    case 'recipe':
      return { ask, recipe: recipeOf(fields) };
  }
}

type Fields = Readonly<Record<string, string>>;

function fieldsOf(url: URL): Fields {
  const pairs = [...url.searchParams];
  const names = new Set(pairs.map(([name]) => name));
  if (names.size !== pairs.length) throw new Error('a parameter is there twice');
  return Object.fromEntries(pairs);
}

const openSchema = (home: string) =>
  z.strictObject({
    path: z
      .string()
      .min(1)
      .max(4096)
      .refine((file) => isVisibleImage(file, home), 'not an image below the home folder'),
  });

/** Where systems keep what users don't see. */
const hidden: readonly string[] = ['AppData', 'Library'];

/**
 * Whether a path names a picture that a user comes across: below the home folder, through no hidden
 * folder. It looks at the text alone: no file is touched, no server named by a path is asked.
 */
export function isVisibleImage(file: string, home: string): boolean {
  const below = path.relative(home, file);
  const parts = below.split(path.sep);
  return (
    path.isAbsolute(file) &&
    path.normalize(file) === file &&
    !path.isAbsolute(below) &&
    parts.every((part) => part !== '' && !part.startsWith('.')) &&
    !hidden.includes(parts[0] ?? '') &&
    imageExtensions.includes(path.extname(file).slice(1).toLowerCase())
  );
}

function callOf({ operation: name, ...given }: Fields): OperationCall {
  const operation = operationIdSchema.parse(name);
  const { options } = operations[operation];
  const fields: Readonly<Record<string, z.ZodType>> = options.shape;
  const typed = Object.entries(given).map(([option, text]) => [
    option,
    optionFromText(fields[option], text),
  ]);
  return { operation, options: options.parse(Object.fromEntries(typed)) } as OperationCall;
}

const recipeFieldsSchema = z.strictObject({ data: z.string().regex(/^[\w-]+={0,2}$/) });

function recipeOf(fields: Fields): Recipe {
  const { data } = recipeFieldsSchema.parse(fields);
  const bytes = Buffer.from(data, 'base64url');
  return parseRecipe(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}
