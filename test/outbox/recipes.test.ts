import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Recipe, type RecipeInput, recipeSchema } from '../../electron/contract/recipes.ts';
import { type Device, openDevice } from './support/device.ts';
import { type FakeCloud, createFakeCloud } from './support/fake-cloud.ts';

let cloud: FakeCloud;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  cloud = createFakeCloud();
  [laptop, desktop] = await Promise.all([openDevice(), openDevice()]);
});
afterEach(() => {
  laptop.close();
  desktop.close();
});

function settle(): void {
  for (const device of [laptop, desktop, laptop, desktop]) device.sync(cloud);
}

function recipe(name: string, parts: Partial<RecipeInput> = {}): Recipe {
  return recipeSchema.parse({ version: 1, name, outputs: [{ format: 'jpeg' }], ...parts });
}

const names = ({ recipes }: Device): readonly string[] =>
  recipes.list().map((kept) => kept.recipe.name);

describe('the recipes of an account', () => {
  it('are the same on all its devices, changed or deleted', () => {
    const { id } = laptop.recipes.save(null, recipe('Web'));
    laptop.recipes.save(null, recipe('Print'));
    settle();
    // In the order in which each device heard of them.
    expect([...names(desktop)].sort()).toEqual(['Print', 'Web']);
    desktop.recipes.save(id, recipe('Web shop', { steps: [{ do: 'upscale' }] }));
    settle();
    expect(laptop.recipes.get(id).recipe).toMatchObject({
      name: 'Web shop',
      steps: [{ do: 'upscale' }],
    });
    laptop.recipes.remove(id);
    settle();
    expect(names(desktop)).toEqual(['Print']);
  });

  it('changed on two devices at once end as one, the same on both', () => {
    const { id } = laptop.recipes.save(null, recipe('Web'));
    settle();
    laptop.recipes.save(id, recipe('From the laptop'));
    desktop.recipes.save(id, recipe('From the desktop'));
    settle();
    expect(names(laptop)).toEqual(names(desktop));
    expect(names(laptop)).toHaveLength(1);
  });

  it('are told of once: nothing waits while nothing changes', () => {
    const { id } = laptop.recipes.save(null, recipe('Web'));
    settle();
    laptop.recipes.save(id, recipe('Web'));
    expect(laptop.replica.waiting()).toBe(0);
  });
});
