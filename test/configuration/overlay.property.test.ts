import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { entriesOf, keyOf, overlay } from '../../electron/configuration/overlay.ts';
import {
  type ConfigLayer,
  configLayerSchema,
  leavesOf,
} from '../../electron/contract/config-fields.ts';
import { configurationSchema } from '../../electron/contract/remote-config.ts';

/** Some leaves of each kind: in objects and in records, lists, whole shapes, null. */
const settings = fc.oneof(
  setting(['policy'], fc.constantFrom('best', 'cheapest', 'fastest')),
  setting(['fallbackOrder'], fc.shuffledSubarray(['openai', 'anthropic', 'stability'])),
  setting(['providers', 'openai', 'enabled'], fc.boolean()),
  setting(['providers', 'openai', 'models', 'gpt-6.1', 'quality'], fc.nat(100)),
  setting(['providers', 'openai', 'models', 'gpt-6.1', 'enabled'], fc.boolean()),
  setting(['limits', 'concurrency'], fc.integer({ min: 1, max: 16 })),
  setting(['limits', 'maxJobCost'], fc.option(fc.nat(1_000_000))),
  setting(['prices', 'models', 'openai', 'gpt-6-luna'], price()),
  setting(['prices', 'models', 'compatible', 'my/model'], price()),
  setting(['plans', 'pro', 'features'], fc.array(fc.constantFrom('sync', 'batch-recipes'))),
  setting(['flags', 'new-canvas'], fc.boolean()),
  setting(['flags', 'constructor'], fc.boolean()),
);

function setting(path: readonly string[], value: fc.Arbitrary<unknown>) {
  return value.map((one) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), one));
}

function price() {
  const amount = fc.nat(1_000_000);
  return fc.oneof(
    amount.map((price) => ({ unit: 'call', price })),
    fc.record({ unit: fc.constant('token'), textIn: amount, textOut: amount }),
  );
}

const layers: fc.Arbitrary<ConfigLayer> = fc
  .array(settings, { maxLength: 6 })
  .map((parts) => parts.reduce<unknown>(laidOver, {}))
  .map((layer) => configLayerSchema.parse(layer));

/** Independent of what is tested: a plain deep merge, lists and prices as wholes. */
function laidOver(under: unknown, over: unknown): unknown {
  if (!isBranch(under) || !isBranch(over)) return over;
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => [
    key,
    Object.hasOwn(under, key) ? laidOver(under[key], value) : value,
  ]);
  return { ...under, ...Object.fromEntries(merged) };
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('unit' in value);
}

function valuesOf(layer: ConfigLayer): ReadonlyMap<string, unknown> {
  return new Map(leavesOf(layer).map(({ path, value }) => [keyOf(path), value]));
}

describe('layers of configuration', () => {
  it('make a whole and valid one, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(layers, { maxLength: 4 }), (some) => {
        const laid = overlay(defaultConfiguration, some);
        expect(configurationSchema.parse(laid)).toEqual(laid);
        expect(laid).toEqual(some.reduce<unknown>(laidOver, defaultConfiguration));
      }),
    );
  });

  it('may be laid one after the other', () => {
    fc.assert(
      fc.property(layers, layers, layers, (one, two, three) => {
        const inSteps = overlay(overlay(defaultConfiguration, [one, two]), [three]);
        expect(inSteps).toEqual(overlay(defaultConfiguration, [one, two, three]));
      }),
    );
  });

  it('count once: the same one again changes nothing', () => {
    fc.assert(
      fc.property(layers, layers, (one, two) => {
        const laid = overlay(defaultConfiguration, [one, two]);
        expect(overlay(laid, [two])).toEqual(laid);
      }),
    );
  });

  it('give each value the origin that named it last', () => {
    fc.assert(
      fc.property(layers, layers, layers, (file, remote, environment) => {
        const named = [
          ['environment', valuesOf(environment)],
          ['remote', valuesOf(remote)],
          ['file', valuesOf(file)],
          ['built-in', valuesOf(defaultConfiguration)],
        ] as const;
        const entries = entriesOf(defaultConfiguration, [
          { origin: 'file', layer: file },
          { origin: 'remote', layer: remote },
          { origin: 'environment', layer: environment },
        ]);
        for (const { path, value, origin } of entries) {
          const [name, values] = named.find(([, held]) => held.has(keyOf(path))) ?? [];
          expect(origin).toBe(name);
          expect(value).toEqual(values?.get(keyOf(path)));
        }
      }),
    );
  });

  it('leave what they are laid over as it is', () => {
    const before = structuredClone(defaultConfiguration);
    overlay(defaultConfiguration, [{ flags: { 'new-canvas': true }, policy: 'best' }]);
    expect(defaultConfiguration).toEqual(before);
  });
});
