import deCloud from './de-cloud.json';
import de from './de.json';
import enCloud from './en-cloud.json';
import en from './en.json';

/** Every text, in each language that the window speaks; the files part them by the parts of the app. */
export const english = { ...en, ...enCloud };
export const german = { ...de, ...deCloud };
