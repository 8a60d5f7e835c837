import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { appError, fail } from '../contract/app-error.ts';
import type { AppEvent } from '../contract/events.ts';
import type { LinkQuestion } from '../contract/links.ts';
import type { AskingLink } from './asking-links.ts';

/**
 * What links want, put to the user one at a time:
 *
 *     nothing ── ask ──▶ open ── answer ──▶ nothing
 *                         │ ▲
 *                         └─┘ ask: refused, so that no question turns into another under a click
 */
export interface LinkQuestions {
  ask(link: AskingLink): void;
  /** Puts the open question again: the window has begun anew. */
  repeat(): void;
  /** Closes the question and returns what it was about. Throws `not-found`. */
  answer(id: string): AskingLink;
}

interface Open {
  readonly link: AskingLink;
  readonly question: LinkQuestion;
}

export function createLinkQuestions(send: (event: AppEvent) => void): LinkQuestions {
  let open: Open | null = null;
  const put = ({ question }: Open): void => send({ type: 'link-asked', question });
  return {
    ask: (link) => {
      if (open !== null) {
        const error = appError('link-refused', { cause: 'another question is open' });
        send({ type: 'link-refused', error });
        return;
      }
      open = { link, question: questionOf(link) };
      put(open);
    },
    repeat: () => {
      if (open !== null) put(open);
    },
    answer: (id) => {
      if (open?.question.id !== id) throw fail('not-found', { params: { what: 'question' } });
      const { link } = open;
      open = null;
      return link;
    },
  };
}

function questionOf(link: AskingLink): LinkQuestion {
  const id = randomUUID();
  switch (link.ask) {
    case 'open':
      return { ask: 'open', id, name: path.basename(link.path), folder: path.dirname(link.path) };
    case 'run':
      return { ask: 'run', id, call: link.call };
    case 'recipe':
      return { ask: 'recipe', id, recipe: link.recipe };
  }
}
