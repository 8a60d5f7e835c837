import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConfigPath,
  branchOf,
  childOf,
  describeField,
  schemaAt,
} from '../../electron/contract/config-fields.ts';
import { configurationSchema } from '../../electron/contract/remote-config.ts';
import { checkDraft } from '../../renderer/admin/check-draft.ts';
import { controlOf, isWithin, keyChoices, keysBelow } from '../../renderer/admin/controls.ts';
import { saysTheSame, valueAt, withValue, withoutValue } from '../../renderer/admin/document.ts';
import words from '../../renderer/i18n/de-fields.json';

const key = fc.constantFrom('a', 'b', 'c.d', 'schemaVersion');
const path = fc.array(key, { minLength: 1, maxLength: 4 });
const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.constant(null), fc.string());
const draft = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf)));

describe('a draft', () => {
  it('says what was entered, and nothing else changes', () => {
    fc.assert(
      fc.property(draft, path, leaf, (before, place, value) => {
        const after = withValue(before, place, value);
        expect(valueAt(after, place)).toEqual(value);
        const [first] = place;
        for (const other of Object.keys(before)) {
          if (other !== first) expect(after[other]).toBe(before[other]);
        }
      }),
    );
  });

  it('leaves no empty branch behind when a value goes', () => {
    expect(withoutValue({ a: { b: { c: 1 } }, d: 2 }, ['a', 'b', 'c'])).toEqual({ d: 2 });
    expect(withoutValue({ a: { b: { c: 1 }, e: 3 } }, ['a', 'b', 'c'])).toEqual({ a: { e: 3 } });
    fc.assert(
      fc.property(path, leaf, (place, value) => {
        expect(withoutValue(withValue({}, place, value), place)).toEqual({});
      }),
    );
  });

  it('is the same in whatever order it was entered', () => {
    expect(saysTheSame({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(saysTheSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  });

  it('is checked in the language of the window', () => {
    const wrong = { limits: { concurrency: 99 } };
    const [english] = checkDraft(wrong, 'en');
    const [german] = checkDraft(wrong, 'de');
    expect(english).toMatchObject({ path: ['limits', 'concurrency'] });
    expect(german?.message).not.toBe(english?.message);
    expect(checkDraft({ limits: { concurrency: 4 } }, 'en')).toEqual([]);
  });
});

describe('the form', () => {
  it.each([
    [['providers', 'openai', 'enabled'], { kind: 'switch' }],
    [['flags', 'new-canvas'], { kind: 'switch' }],
    [['policy'], { kind: 'choice' }],
    [['fallbackOrder'], { kind: 'order' }],
    [['providers', 'openai', 'allowedHosts'], { kind: 'lines' }],
    [['limits', 'concurrency'], { kind: 'number', min: 1, max: 16, whole: true, mayBeNone: false }],
    [['limits', 'maxJobCost'], { kind: 'number', mayBeNone: true }],
    [['alertThresholds', 'errorRate'], { kind: 'number', whole: false }],
    [['brand', 'website'], { kind: 'text', most: 400 }],
    [['prices', 'models', 'openai', 'gpt'], { kind: 'json' }],
  ] as const)('has for %j the control %j', (place, control) => {
    const schema = schemaAt(place);
    if (schema === null) throw new Error('the schema has this field');
    expect(controlOf(schema)).toMatchObject(control);
  });

  it('knows which names a record may take', () => {
    const models = schemaAt(['prices', 'models']);
    const branch = models && branchOf(models);
    expect(branch?.kind === 'record' ? keyChoices(branch.key) : null).toContain('openai');
    const flags = schemaAt(['flags']);
    const free = flags && branchOf(flags);
    expect(free?.kind === 'record' ? keyChoices(free.key) : 'none').toBeNull();
  });

  it('lists what is set and what is built in, once', () => {
    const flags = schemaAt(['flags']);
    if (flags === null) throw new Error('the schema has flags');
    expect(keysBelow(flags, [{ b: true }, { a: false, b: false }, undefined])).toEqual(['a', 'b']);
  });

  it('finds what is wrong at a field or below it', () => {
    expect(isWithin(['limits'], ['limits', 'concurrency'])).toBe(true);
    expect(isWithin(['limits', 'concurrency'], ['limits'])).toBe(false);
    expect(isWithin(['limits'], ['plans'])).toBe(false);
  });

  it('speaks German about every field', () => {
    const known = new Set(Object.keys(words));
    expect(known).toEqual(new Set(wordsBelow([])));
  });
});

/** Titles and descriptions of the whole schema; of a record, those of one entry. */
function wordsBelow(place: ConfigPath): readonly string[] {
  const schema = place.length === 0 ? configurationSchema : schemaAt(place);
  const branch = schema && branchOf(schema);
  const { title, description } = describeField(place);
  const own = place.length === 0 || isOwnKey(place) ? [] : [title];
  const below = branch === null ? [] : keysOf(place).flatMap((one) => wordsBelow([...place, one]));
  return [...own, description, ...below].filter((word) => word !== '');
}

/** A key that people chose is its own title. */
function isOwnKey(place: ConfigPath): boolean {
  const parent = schemaAt(place.slice(0, -1));
  return parent !== null && branchOf(parent)?.kind === 'record';
}

function keysOf(place: ConfigPath): readonly string[] {
  const schema = place.length === 0 ? configurationSchema : schemaAt(place);
  const branch = schema && branchOf(schema);
  if (branch === null) return [];
  if (branch.kind === 'object') return Object.keys(branch.shape);
  const sample = keyChoices(branch.key)?.[0] ?? 'sample';
  return childOf(branch, sample) === null ? [] : [sample];
}
