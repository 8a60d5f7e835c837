import type { ExportOptions, OutputFormat } from '../../../contract/images.ts';
import { type ImageNotes, sourceTerms } from '../../../contract/metadata.ts';
import type { Source } from '../decode/source.ts';
import { carriesCredentials } from './read-credentials.ts';

/** What is known of a file that is about to be written. */
export interface Finished {
  readonly format: OutputFormat;
  readonly policy: ExportOptions['metadata'];
  /** Left out: it is a step on the way, and states nothing. */
  readonly notes: Pick<ImageNotes, 'source' | 'edited'> | undefined;
  /** Where its pixels come from: a model's answer may carry a statement of its own. */
  readonly picture: Source;
  /** What the picture was made of; the same where nothing was made of it. */
  readonly original: Source;
}

export interface Ingredient {
  readonly json: {
    readonly title: string;
    readonly label: string;
    readonly relationship: 'parentOf' | 'componentOf';
  };
  /** With the statements that it carries; null: they shall not travel, or there are none. */
  readonly file: Source | null;
}

/** How a picture came about, as it is signed. */
export interface Statement {
  readonly format: OutputFormat;
  readonly actions: readonly object[];
  readonly ingredients: readonly Ingredient[];
}

/**
 * What is to be stated of a file; null: nothing. That is so where metadata is left out, and for a
 * picture that no model had a part in and that came without a statement.
 */
export function statementOf(finished: Finished): Statement | null {
  const { format, policy, notes, picture, original } = finished;
  if (policy === 'strip' || notes === undefined) return null;
  const { source, edited } = notes;
  if (source === null && !carriesCredentials(original.bytes)) return null;
  // What is stated may name the place that is to be left out.
  const keeps = policy === 'keep';
  const answer = keeps && carriesCredentials(picture.bytes) ? picture : null;
  const isOriginals = answer === null || answer.bytes.equals(original.bytes);
  const term = source === null ? {} : { digitalSourceType: sourceTerms + source };
  if (source === 'trainedAlgorithmicMedia' && answer === null) {
    return { format, actions: [{ action: 'c2pa.created', ...term }], ingredients: [] };
  }
  const changed = {
    action: source !== null || edited ? 'c2pa.edited' : 'c2pa.transcoded',
    ...term,
  };
  const isNew = source === 'trainedAlgorithmicMedia';
  const first = parent(isNew ? answer : keeps ? original : null);
  const actions = [opened(first), changed];
  if (isNew || isOriginals) {
    return { format, actions, ingredients: [first] };
  }
  const second = component(answer);
  return { format, actions: [...actions, placed(second)], ingredients: [first, second] };
}

/** The same without the statements of others, which may be what can't be read. */
export function withoutOthers({ ingredients, ...statement }: Statement): Statement {
  return { ...statement, ingredients: ingredients.map(({ json }) => ({ json, file: null })) };
}

function parent(file: Source | null): Ingredient {
  return { json: { title: 'Original', label: 'original', relationship: 'parentOf' }, file };
}

function component(file: Source): Ingredient {
  return {
    json: { title: 'Answer of the model', label: 'answer', relationship: 'componentOf' },
    file,
  };
}

/** What changes a picture names the one that it opened first (C2PA 2.2, 18.16.2). */
function opened({ json }: Ingredient): object {
  return { action: 'c2pa.opened', parameters: { ingredientIds: [json.label] } };
}

/** What became a part of it (C2PA 2.2, 18.16.2). */
function placed({ json }: Ingredient): object {
  return { action: 'c2pa.placed', parameters: { ingredientIds: [json.label] } };
}
