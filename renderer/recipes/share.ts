import type { RecipeId } from '../../electron/contract/recipes.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { sayNews } from '../stores/toasts.ts';

/** Writes a kept recipe into a file that the user names. */
export async function exportRecipe(id: RecipeId | null): Promise<void> {
  if (id === null) return;
  const file = await call('recipes.export', id);
  if (file !== null) sayNews(textNow('recipes.exported', { file }));
}
