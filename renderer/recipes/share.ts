import { brand } from '../../electron/contract/brand.ts';
import { mostLinkCharacters } from '../../electron/contract/links.ts';
import type { Recipe, RecipeId } from '../../electron/contract/recipes.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { sayNews, sayWarning } from '../stores/toasts.ts';

/** Writes a kept recipe into a file that the user names. */
export async function exportRecipe(id: RecipeId): Promise<void> {
  const file = await call('recipes.export', id);
  if (file !== null) sayNews(textNow('recipes.exported', { file }));
}

/** The link that offers a recipe to whoever opens it; null where it would be too long for one. */
export function recipeLink(recipe: Recipe): string | null {
  const bytes = new TextEncoder().encode(JSON.stringify(recipe));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const data = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  const link = `${brand.scheme}://recipe?data=${data}`;
  return link.length > mostLinkCharacters ? null : link;
}

export async function copyRecipeLink(recipe: Recipe): Promise<void> {
  const link = recipeLink(recipe);
  if (link === null) {
    sayWarning(textNow('recipes.linkTooLong'));
    return;
  }
  await navigator.clipboard.writeText(link);
  sayNews(textNow('recipes.linkCopied'));
}
