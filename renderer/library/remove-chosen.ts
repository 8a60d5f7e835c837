import { textNow } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { takeOutOfCollection } from './collections-store.ts';
import { trashChosen } from './curate.ts';
import { askDeletion } from './library-dialogs.tsx';
import { chosenIds, useLibrary } from './library-store.ts';

/** Out of the trash for good, after a question; anything else into the trash, from where it comes back. */
export function removeChosen(): void {
  const { shelf } = useLibrary.getState().filter;
  if (shelf === 'trash') {
    askDeletion();
    return;
  }
  attempt(async () => {
    const count = await trashChosen();
    sayNews(textNow('trash.done', { count }));
  });
}

/** The images stay in the library. */
export async function takeChosenOut(): Promise<void> {
  const { collection } = useLibrary.getState().filter;
  if (collection !== null) await takeOutOfCollection(collection, chosenIds());
}
