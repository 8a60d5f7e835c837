import deAdmin from './de-admin.json';
import deBilling from './de-billing.json';
import deCanvas from './de-canvas.json';
import deCloud from './de-cloud.json';
import deEditor from './de-editor.json';
import deLibrary from './de-library.json';
import deLinks from './de-links.json';
import deRecipes from './de-recipes.json';
import deHelp from './de-help.json';
import de from './de.json';
import enAdmin from './en-admin.json';
import enBilling from './en-billing.json';
import enCanvas from './en-canvas.json';
import enCloud from './en-cloud.json';
import enEditor from './en-editor.json';
import enLibrary from './en-library.json';
import enLinks from './en-links.json';
import enRecipes from './en-recipes.json';
import enHelp from './en-help.json';
import en from './en.json';

/** Every text, in each language that the window speaks; the files part them by the parts of the app. */
export const english = {
  ...en,
  ...enCloud,
  ...enAdmin,
  ...enBilling,
  ...enLibrary,
  ...enEditor,
  ...enCanvas,
  ...enLinks,
  ...enRecipes,
  ...enHelp,
};
export const german = {
  ...de,
  ...deCloud,
  ...deAdmin,
  ...deBilling,
  ...deLibrary,
  ...deEditor,
  ...deCanvas,
  ...deLinks,
  ...deRecipes,
  ...deHelp,
};
