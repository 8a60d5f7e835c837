import { create } from 'zustand';
import { AppFailure } from '../../electron/contract/app-error.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { LinkQuestion } from '../../electron/contract/links.ts';
import { call } from '../bridge.ts';
import { openRecipe } from '../recipes/recipes-store.ts';
import { showScreen } from '../stores/navigation.ts';
import { sayError } from '../stores/toasts.ts';
import { takeReport } from '../studio/ingest.ts';
import type { OptionValues } from '../studio/option-fields.ts';
import { chooseOperation, setOptions } from '../studio/store.ts';

/** What a link from outside wants, until the user has answered. */
export const useLinkQuestion = create<{ readonly question: LinkQuestion | null }>(() => ({
  question: null,
}));

export function receiveLinkEvent(
  event: Extract<AppEvent, { readonly type: 'link-asked' | 'link-refused' }>,
): void {
  if (event.type === 'link-asked') useLinkQuestion.setState({ question: event.question });
  else sayError(new AppFailure(event.error));
}

export async function declineLink({ id }: LinkQuestion): Promise<void> {
  useLinkQuestion.setState({ question: null });
  await call('links.answer', { id, accepted: false });
}

/** Does what the link wants: nothing of it runs an operation or spends. */
export async function acceptLink(question: LinkQuestion): Promise<void> {
  useLinkQuestion.setState({ question: null });
  const report = await call('links.answer', { id: question.id, accepted: true });
  switch (question.ask) {
    case 'open':
      if (report !== null) takeReport(report);
      break;
    case 'run':
      showScreen('studio');
      chooseOperation(question.call.operation);
      setOptions(question.call.operation, linkedValues(question));
      break;
    case 'recipe':
      openRecipe(await call('recipes.save', { id: null, recipe: question.recipe }));
      showScreen('recipes');
      break;
  }
}

/** The options that the operation's panel would show. */
export function linkedValues({
  call: { options },
}: Extract<LinkQuestion, { readonly ask: 'run' }>): OptionValues {
  const given: Readonly<Record<string, string | number | boolean | undefined>> = options;
  const values: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(given)) if (value !== undefined) values[name] = value;
  return values;
}
