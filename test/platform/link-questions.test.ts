import { beforeEach, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/app-error.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { AskingLink } from '../../electron/platform/asking-links.ts';
import { createLinkQuestions } from '../../electron/platform/link-questions.ts';

const lake: AskingLink = { ask: 'open', path: '/home/ada/Pictures/lake.jpg' };
const wood: AskingLink = { ask: 'open', path: '/home/ada/Pictures/wood.jpg' };
let said: AppEvent[];

beforeEach(() => {
  said = [];
});

const questions = () => createLinkQuestions((event) => said.push(event));
const lastId = (): string => {
  const asked = said.findLast((event) => event.type === 'link-asked');
  return asked?.type === 'link-asked' ? asked.question.id : '';
};

it('a question names what is wanted, and is answered once', () => {
  const desk = questions();
  desk.ask(lake);
  expect(said).toMatchObject([
    {
      type: 'link-asked',
      question: { ask: 'open', name: 'lake.jpg', folder: '/home/ada/Pictures' },
    },
  ]);
  expect(desk.answer(lastId())).toEqual(lake);
  expect(() => desk.answer(lastId())).toThrow(AppFailure);
});

it('a second link never takes the place of the first', () => {
  const desk = questions();
  desk.ask(lake);
  const id = lastId();
  desk.ask(wood);
  expect(said.at(-1)).toMatchObject({ type: 'link-refused', error: { kind: 'link-refused' } });
  expect(desk.answer(id)).toEqual(lake);
  desk.ask(wood);
  expect(desk.answer(lastId())).toEqual(wood);
});

it('an answer to another question is none', () => {
  const desk = questions();
  desk.ask(lake);
  expect(() => desk.answer('0b3c6f6e-7a1c-4f0e-9d53-3a6a1f6f9f11')).toThrow(AppFailure);
  expect(desk.answer(lastId())).toEqual(lake);
});

it('a window that begins anew is asked again', () => {
  const desk = questions();
  desk.repeat();
  expect(said).toEqual([]);
  desk.ask(lake);
  desk.repeat();
  expect(said).toHaveLength(2);
  expect(said[1]).toEqual(said[0]);
});
