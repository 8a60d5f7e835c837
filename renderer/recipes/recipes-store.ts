import { create } from 'zustand';
import type {
  Batch,
  BatchEstimate,
  BatchId,
  ChosenPaths,
  OnCap,
} from '../../electron/contract/batches.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { KeptRecipe, Recipe, RecipeId } from '../../electron/contract/recipes.ts';
import { call, chooseFiles } from '../bridge.ts';
import { useEditor } from '../editor/edit-store.ts';
import { showScreen } from '../stores/navigation.ts';
import { type Draft, draftOfEdits, newDraft, toDraft, toRecipe } from './draft.ts';

interface RecipesView {
  readonly recipes: readonly KeptRecipe[];
  /** What the editor shows; null: the list alone. */
  readonly draft: Draft | null;
  /** Counts the recipes that were opened: what is typed in one is not shown in another. */
  readonly opened: number;
  readonly inputs: ChosenPaths | null;
  readonly folder: ChosenPaths | null;
  /** µ$; null: no limit. */
  readonly cap: number | null;
  readonly onCap: OnCap;
  /** The folder that was chosen goes on being looked at. */
  readonly watch: boolean;
  readonly estimate: BatchEstimate | 'asking' | null;
  readonly batches: readonly Batch[];
}

export const useRecipes = create<RecipesView>(() => ({
  recipes: [],
  draft: null,
  opened: 0,
  inputs: null,
  folder: null,
  cap: null,
  onCap: 'ask',
  watch: false,
  estimate: null,
  batches: [],
}));

export async function loadRecipes(): Promise<void> {
  const [recipes, batches] = await Promise.all([
    call('recipes.list', undefined),
    call('batches.list', undefined),
  ]);
  useRecipes.setState(({ draft }) => ({ recipes, batches, draft: draft ?? firstOf(recipes) }));
}

/** Where something can be chosen, something is. */
function firstOf([first]: readonly KeptRecipe[]): Draft | null {
  return first === undefined ? null : toDraft(first.id, first.recipe);
}

function show(draft: Draft | null): void {
  useRecipes.setState(({ opened }) => ({ draft, estimate: null, opened: opened + 1 }));
}

export function receiveRecipeEvent(event: AppEvent): void {
  switch (event.type) {
    case 'recipes-changed':
      useRecipes.setState({ recipes: event.recipes });
      break;
    case 'batch-changed':
      useRecipes.setState(({ batches }) => ({ batches: withBatch(batches, event.batch) }));
      break;
    case 'batch-removed':
      useRecipes.setState(({ batches }) => ({
        batches: batches.filter(({ id }) => id !== event.batchId),
      }));
      break;
    default:
  }
}

function withBatch(batches: readonly Batch[], batch: Batch): readonly Batch[] {
  return batches.some(({ id }) => id === batch.id)
    ? batches.map((one) => (one.id === batch.id ? batch : one))
    : [batch, ...batches];
}

export function openRecipe({ id, recipe }: KeptRecipe): void {
  show(toDraft(id, recipe));
}

/** What was done to the open image, as the first step of a new recipe. */
export function beginRecipeOfEdits(name: string): void {
  const { document } = useEditor.getState();
  show(draftOfEdits(name, document));
  showScreen('recipes');
}

export function beginRecipe(name: string): void {
  show(newDraft(name));
}

/** What was estimated is of the recipe before. */
export function edit(change: (draft: Draft) => Draft): void {
  useRecipes.setState(({ draft }) => ({
    draft: draft === null ? null : change(draft),
    estimate: null,
  }));
}

export async function saveDraft(recipe: Recipe): Promise<void> {
  const { draft } = useRecipes.getState();
  const kept = await call('recipes.save', { id: draft?.id ?? null, recipe });
  useRecipes.setState(({ draft }) => ({
    draft: draft === null ? null : { ...draft, id: kept.id },
  }));
}

export async function removeRecipe(id: RecipeId): Promise<void> {
  await call('recipes.remove', id);
  show(firstOf(useRecipes.getState().recipes.filter((kept) => kept.id !== id)));
}

export async function importRecipes(): Promise<void> {
  const [first] = await call('recipes.import', undefined);
  if (first !== undefined) openRecipe(first);
}

export async function takeInputs(files: readonly File[]): Promise<void> {
  useRecipes.setState({ inputs: await chooseFiles(files), estimate: null });
}

export async function chooseInputs(what: 'files' | 'folder'): Promise<void> {
  const inputs = await call('batches.choose', what);
  if (inputs !== null) useRecipes.setState({ inputs, estimate: null });
}

export async function chooseFolder(): Promise<void> {
  const folder = await call('batches.choose', 'out-folder');
  if (folder !== null) useRecipes.setState({ folder, estimate: null });
}

/** What is to be run, or null while something is missing. */
export function plannedOf({ draft, inputs, folder }: RecipesView) {
  const recipe = draft === null ? null : toRecipe(draft).recipe;
  if (recipe === null || inputs === null) return null;
  if (folder === null && recipe.outputs.length > 0) return null;
  return { recipe, inputs: inputs.id, folder: folder?.id ?? null };
}

export async function askEstimate(): Promise<void> {
  const planned = plannedOf(useRecipes.getState());
  if (planned === null) return;
  useRecipes.setState({ estimate: 'asking' });
  try {
    const estimate = await call('batches.estimate', planned);
    useRecipes.setState((now) => (now.estimate === 'asking' ? { estimate } : {}));
  } catch (error) {
    useRecipes.setState({ estimate: null });
    throw error;
  }
}

export async function startBatch(): Promise<void> {
  const view = useRecipes.getState();
  const planned = plannedOf(view);
  if (planned === null) return;
  const { cap, onCap, watch } = view;
  const batch = await call('batches.start', { ...planned, cap, onCap, watch });
  useRecipes.setState(({ batches }) => ({
    batches: withBatch(batches, batch),
    inputs: null,
    watch: false,
    estimate: null,
  }));
}

export async function retryFailed(id: BatchId): Promise<void> {
  await call('batches.retry-failed', id);
}
