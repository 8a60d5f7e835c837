import { describe, expect, it } from 'vitest';
import { errorTraits } from '../../electron/contract/app-error.ts';
import { windowCommands } from '../../electron/contract/events.ts';
import { operationIds } from '../../electron/contract/operations.ts';
import { onDeviceCapabilities } from '../../electron/providers/on-device/capabilities.ts';
import { openAiCapabilities } from '../../electron/providers/openai/capabilities.ts';
import { stabilityCapabilities } from '../../electron/providers/stability/capabilities.ts';
import { systemLanguage } from '../../renderer/i18n/i18n.ts';
import * as texts from '../../renderer/i18n/texts.ts';
import { placeKeys, places } from '../../renderer/place-keys.ts';
import { operationGroups, operationIcons } from '../../renderer/studio/operation-list.ts';
import { type OptionField, optionFields } from '../../renderer/studio/option-fields.ts';
import { stations } from '../../renderer/tour/tour-store.ts';

type Node = string | { readonly [key: string]: Node };

function leaves(node: Node, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]]);
  return new Map(
    Object.entries(node).flatMap(([key, child]) => [
      ...leaves(child, path === '' ? key : `${path}.${key}`),
    ]),
  );
}

const english = leaves(texts.english);
const german = leaves(texts.german);
const namesIn = (text: string): string[] =>
  [...text.matchAll(/{{?\w+}?}/g)].map(([name]) => name).toSorted();

describe('the texts', () => {
  it('are the same set in both languages', () => {
    expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('name the same values in both languages', () => {
    const differing = [...english].filter(
      ([key, text]) => String(namesIn(german.get(key) ?? '')) !== String(namesIn(text)),
    );
    expect(differing).toEqual([]);
  });

  it('are not left in English', () => {
    const alike = [...english].filter(
      ([key, text]) => german.get(key) === text && / \w+ \w+/.test(text),
    );
    expect(alike).toEqual([]);
  });

  it('have three sentences for each kind of error', () => {
    const wanted = Object.keys(errorTraits).flatMap((kind) =>
      ['what', 'safe', 'next'].map((part) => `errors.${kind}.${part}`),
    );
    expect(wanted.filter((key) => !english.get(key)?.endsWith('.'))).toEqual([]);
  });

  it('name each operation, each of its options and each choice', () => {
    const wanted = operationIds.flatMap((id) => [
      `operation.${id}.title`,
      `operation.${id}.about`,
      ...optionFields(id).flatMap(keysOf),
    ]);
    expect(missing(wanted)).toEqual([]);
  });

  it('say what is special about a candidate', () => {
    const capabilities = [openAiCapabilities, stabilityCapabilities, onDeviceCapabilities].flat();
    const caveats = capabilities.flatMap((capability) => capability.caveat ?? []);
    expect(caveats).not.toEqual([]);
    expect(missing(caveats.map((caveat) => `caveat.${caveat}`))).toEqual([]);
  });

  it('name each key of the map, and each station of the tour', () => {
    const keys = places.flatMap((place) => [
      `placeKeys.${place}.title`,
      ...placeKeys[place].map(({ text }) => `placeKeys.${place}.${text}`),
    ]);
    const tour = stations.flatMap((one) => [`tour.${one}.title`, `tour.${one}.text`]);
    expect(missing([...keys, ...tour])).toEqual([]);
  });

  it.each([
    ['English', english],
    ['German', german],
  ])('have both forms wherever %s counts something', (_language, all) => {
    const half = [...all.keys()].filter((key) => {
      const stem = key.replace(/_(one|other)$/, '');
      return stem !== key && !(all.has(`${stem}_one`) && all.has(`${stem}_other`));
    });
    expect(half).toEqual([]);
  });

  it('name each command of the menu', () => {
    expect(missing(windowCommands.map((command) => `command.${command}`))).toEqual([]);
  });
});

function missing(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => !english.has(key));
}

function keysOf(field: OptionField): readonly string[] {
  const { name, control } = field;
  const label = `option.${name}.label`;
  if (control === 'textarea') return [label, `option.${name}.example`];
  // Shapes such as 16:9 are said by themselves.
  if (control !== 'choice' || name === 'aspectRatio') return [label];
  return [label, ...field.options.map((choice) => `option.${name}.value.${choice}`)];
}

describe('the operation picker', () => {
  it('offers each operation once', () => {
    const offered = operationGroups.flatMap((group): readonly string[] => group.operations);
    expect(offered.toSorted()).toEqual(operationIds.toSorted());
    expect(Object.keys(operationIcons).toSorted()).toEqual(operationIds.toSorted());
  });
});

describe('the language', () => {
  it.each([
    [['de-AT', 'en-GB'], 'de'],
    [['en-US'], 'en'],
    [['fr-FR'], 'en'],
    [[], 'en'],
  ] as const)('of a system that speaks %j is %s', (locales, language) => {
    expect(systemLanguage(locales)).toBe(language);
  });
});
