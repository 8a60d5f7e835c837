import './recipes.css';
import { CookingPot, FileDown, FileUp, Link, Plus } from 'lucide-react';
import { useEffect } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { BatchList } from './batch-list.tsx';
import { RecipeEditor } from './recipe-editor.tsx';
import {
  beginRecipe,
  importRecipes,
  loadRecipes,
  openRecipe,
  useRecipes,
} from './recipes-store.ts';
import { RunPanel } from './run-panel.tsx';
import { copyRecipeLink, exportRecipe } from './share.ts';

/** Recipes at the left, the chosen one in the middle, its runs at the right. */
export function RecipesScreen() {
  const { t } = useTexts();
  const { recipes, draft, opened } = useRecipes();
  const chosen = recipes.find(({ id }) => id === draft?.id);
  useEffect(() => {
    attempt(loadRecipes);
  }, []);
  return (
    <main className="screen recipes">
      <header className="screen__head">
        <h1>{t('screen.recipes')}</h1>
        <span className="recipes__space" />
        <Button
          size="small"
          icon={<FileDown />}
          onClick={() => {
            attempt(importRecipes);
          }}
        >
          {t('recipes.import')}
        </Button>
        {chosen === undefined ? null : (
          <>
            <Button
              size="small"
              icon={<Link />}
              onClick={() => {
                attempt(() => copyRecipeLink(chosen.recipe));
              }}
            >
              {t('recipes.copyLink')}
            </Button>
            <Button
              size="small"
              icon={<FileUp />}
              onClick={() => {
                attempt(() => exportRecipe(chosen.id));
              }}
            >
              {t('recipes.export')}
            </Button>
          </>
        )}
      </header>
      <div className="recipes__columns">
        <nav className="recipes__list" aria-label={t('recipes.list')}>
          <ul>
            {recipes.map((kept) => (
              <li key={kept.id}>
                <button
                  type="button"
                  className="recipes__entry"
                  aria-current={kept.id === draft?.id ? 'true' : undefined}
                  onClick={() => {
                    openRecipe(kept);
                  }}
                >
                  <strong>{kept.recipe.name}</strong>
                  <span>
                    {t('recipes.shape', {
                      steps: kept.recipe.steps.length,
                      outputs: kept.recipe.outputs.length,
                    })}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <Button
            look="quiet"
            icon={<Plus />}
            onClick={() => {
              beginRecipe(t('recipes.newName'));
            }}
          >
            {t('recipes.new')}
          </Button>
        </nav>
        <div className="recipes__editor">
          {draft === null ? <NoRecipe /> : <RecipeEditor key={opened} draft={draft} />}
        </div>
        <aside className="recipes__runs" aria-label={t('recipes.runs')}>
          {draft === null ? null : <RunPanel draft={draft} />}
          <BatchList />
        </aside>
      </div>
    </main>
  );
}

function NoRecipe() {
  const { t } = useTexts();
  return (
    <EmptyState icon={<CookingPot />} title={t('recipes.empty.title')}>
      <p>{t('recipes.empty.text')}</p>
      <Button
        look="primary"
        icon={<Plus />}
        onClick={() => {
          beginRecipe(t('recipes.newName'));
        }}
      >
        {t('recipes.new')}
      </Button>
    </EmptyState>
  );
}
