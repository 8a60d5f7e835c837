import { describe, expect, it } from 'vitest';
import { errorTraits } from '../../electron/contract/app-error.ts';
import { windowCommands } from '../../electron/contract/events.ts';
import { operationIds } from '../../electron/contract/operations.ts';
import { onDeviceCapabilities } from '../../electron/providers/on-device/capabilities.ts';
import { openAiCapabilities } from '../../electron/providers/openai/capabilities.ts';
import { stabilityCapabilities } from '../../electron/providers/stability/capabilities.ts';
import de from '../../renderer/i18n/de.json';
import en from '../../renderer/i18n/en.json';
import { systemLanguage } from '../../renderer/i18n/i18n.ts';
import { operationGroups, operationIcons } from '../../renderer/studio/operation-list.ts';
import { optionFields } from '../../renderer/studio/option-fields.ts';

type Node = string | { readonly [key: string]: Node };

function leaves(node: Node, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]]);
  return new Map(
    Object.entries(node).flatMap(([key, child]) => [...leaves(child, path === '' ? key : `${path}.${key}`)]),
  );
}

const english = leaves(en);
const german = leaves(de);
const namesIn = (text: string): string[] => [...text.matchAll(/{{?\w+}?}/g)].map(([name]) => name).toSorted();

describe('the texts', () => {
  it('are the same set in both languages', () => {
    expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('name the same values in both languages', () => {
    for (const [key, text] of english) {
      expect(namesIn(german.get(key) ?? ''), key).toEqual(namesIn(text));
    }
  });

  it('are not left in English', () => {
    const alike = [...english].filter(([key, text]) => german.get(key) === text && / \w+ \w+/.test(text));
    expect(alike).toEqual([]);
  });

  it('have three sentences for each kind of error', () => {
    for (const kind of Object.keys(errorTraits)) {
      for (const part of ['what', 'safe', 'next']) {
        expect(english.get(`errors.${kind}.${part}`), `${kind} ${part}`).toMatch(/\.$/);
      }
    }
  });

  it('name each operation, each of its options and each choice', () => {
    for (const id of operationIds) {
      expect(english.has(`operation.${id}.title`), id).toBe(true);
      for (const field of optionFields(id)) {
        expect(english.has(`option.${field.name}.label`), `${id} ${field.name}`).toBe(true);
        if (field.control === 'textarea') {
          expect(english.has(`option.${field.name}.example`), `${id} ${field.name}`).toBe(true);
        }
        if (field.control !== 'choice' || field.name === 'aspectRatio') continue;
        for (const choice of field.options) {
          expect(english.has(`option.${field.name}.value.${choice}`), `${id} ${choice}`).toBe(true);
        }
      }
    }
  });

  it('say what is special about a candidate', () => {
    const caveats = [...openAiCapabilities, ...stabilityCapabilities, ...onDeviceCapabilities].flatMap(
      (capability) => capability.caveat ?? [],
    );
    expect(caveats).not.toEqual([]);
    for (const caveat of caveats) expect(english.has(`caveat.${caveat}`), caveat).toBe(true);
  });

  it('name each command of the menu', () => {
    for (const command of windowCommands) expect(english.has(`command.${command}`), command).toBe(true);
  });
});

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
