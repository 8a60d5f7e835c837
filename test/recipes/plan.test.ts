import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDocumentSchema } from '../../electron/contract/editing/document.ts';
import { croppedSize, ratioSchema } from '../../electron/contract/ratio.ts';
import { type RecipeInput, recipeSchema } from '../../electron/contract/recipes.ts';
import { createMoney } from '../../electron/recipes/money.ts';
import { isKnownBefore, numbered, outputName } from '../../electron/recipes/output-name.ts';
import { createPace } from '../../electron/recipes/pace.ts';
import { planOf } from '../../electron/recipes/plan.ts';
import { csvLine } from '../../electron/recipes/report-csv.ts';
import { htmlRow } from '../../electron/recipes/report-html.ts';

const recipe = (parts: Partial<RecipeInput>) =>
  recipeSchema.parse({ version: 1, name: 'A', outputs: [{}], ...parts });

describe('the plan of a recipe', () => {
  it('folds local steps at its end into the outputs: they need no pass of their own', () => {
    const plan = planOf(
      recipe({
        steps: [
          { do: 'resize', longestSide: 2000 },
          { do: 'convert', format: 'webp' },
          { do: 'resize', longestSide: 1000 },
        ],
        outputs: [{}, { format: 'png', longestSide: 500 }],
      }),
    );
    expect(plan.stages).toEqual([]);
    expect(plan.outputs).toMatchObject([
      { rules: { format: 'webp', longestSide: 1000 } },
      { rules: { format: 'png', longestSide: 500 } },
    ]);
  });

  it('keeps the order of local steps and operations, and counts the jobs', () => {
    const { stages } = planOf(
      recipe({
        steps: [
          { do: 'describe' },
          { do: 'resize', longestSide: 2000 },
          { do: 'convert', format: 'jpeg' },
          { do: 'upscale' },
        ],
      }),
    );
    expect(stages).toMatchObject([
      { kind: 'operation', job: 0, step: { do: 'describe' } },
      { kind: 'local', work: { longestSide: 2000, format: 'jpeg' } },
      { kind: 'operation', job: 1, step: { do: 'upscale' } },
    ]);
  });
});

describe('the edits of a plan', () => {
  const adjust = { do: 'adjust', edits: { light: { exposure: 1 } } } as const;
  const edits = editDocumentSchema.parse(adjust.edits);
  const shape = (parts: Partial<RecipeInput>) => {
    const { stages, outputs } = planOf(recipe(parts));
    return {
      stages: stages.map((stage) => (stage.kind === 'local' ? stage.work : stage.step.do)),
      outputs: outputs.map(({ edits, ratio, rules }) => ({
        edits,
        ratio,
        side: rules.longestSide,
      })),
    };
  };

  it('go with the crop and the size behind them into one pass, that of the output', () => {
    const steps = [
      adjust,
      { do: 'crop', ratio: ratioSchema.parse('1:1') },
      { do: 'resize', longestSide: 500 },
    ] as const;
    expect(shape({ steps })).toEqual({
      stages: [],
      outputs: [{ edits, ratio: '1:1', side: 500 }],
    });
  });

  it('are rendered once for several outputs', () => {
    expect(shape({ steps: [adjust], outputs: [{}, { longestSide: 100 }] })).toEqual({
      stages: [{ edits, ratio: null, longestSide: null, format: null }],
      outputs: [
        { edits: null, ratio: null, side: null },
        { edits: null, ratio: null, side: 100 },
      ],
    });
  });

  it('begin another pass behind a crop, a size or other edits', () => {
    const pass = { edits: null, ratio: null, longestSide: null, format: null };
    expect(shape({ steps: [{ do: 'resize', longestSide: 500 }, adjust, adjust] })).toEqual({
      stages: [
        { ...pass, longestSide: 500 },
        { ...pass, edits },
      ],
      outputs: [{ edits, ratio: null, side: null }],
    });
  });

  it('are no step where they change nothing', () => {
    const steps = [{ do: 'adjust', edits: {} }, { do: 'upscale' }] as const;
    expect(shape({ steps }).stages).toEqual(['upscale']);
  });
});

describe('a crop to a ratio', () => {
  it('is as large as fits, and has the shape to within a pixel', () => {
    const side = fc.integer({ min: 1, max: 9000 });
    const part = fc.integer({ min: 1, max: 32 });
    const size = fc.record({ width: side, height: side });
    fc.assert(
      fc.property(size, part, part, ({ width, height }, across, down) => {
        const cropped = croppedSize({ width, height }, ratioSchema.parse(`${across}:${down}`));
        expect(cropped.width === width || cropped.height === height).toBe(true);
        expect(cropped.width).toBeLessThanOrEqual(width);
        expect(cropped.height).toBeLessThanOrEqual(height);
        // Of a picture of few pixels both sides may have stayed: then one of them is the rounded one.
        const cut = [
          cropped.width === width ? cropped.height - Math.max(1, (width * down) / across) : 1,
          cropped.height === height ? cropped.width - Math.max(1, (height * across) / down) : 1,
        ];
        expect(Math.min(...cut.map(Math.abs))).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('the name of an output', () => {
  const parts = {
    name: 'a/b',
    operation: 'upscale',
    provider: 'openai',
    date: '2026-11-23',
    n: 7,
    width: 40,
    height: 30,
  };
  it.each([
    ['{name}', 'keep', 'x/y/a_b.jpg'],
    ['{name}', 'flat', 'a_b.jpg'],
    ['web/{n}-{width}x{height}', 'flat', 'web/7-40x30.jpg'],
    ['{operation}/{date}', 'keep', 'x/y/upscale/2026-11-23.jpg'],
    ['//con/{nobody}', 'flat', 'con_/{nobody}.jpg'],
  ] as const)('%s with folders %s is %s', (name, folders, file) => {
    expect(outputName({ name, folders }, { folder: 'x/y', parts, format: 'jpeg' })).toBe(file);
  });

  it('never leads out of the output folder, whatever a folder is called', () => {
    const rules = { name: '{name}', folders: 'keep' } as const;
    const place = { folder: '../..', parts: { ...parts, name: '..' }, format: 'png' } as const;
    expect(outputName(rules, place).split('/')).not.toContain('..');
  });

  it('gets a number before its extension, and is known before where no size is in it', () => {
    expect([numbered('web.d/a.jpg', 1), numbered('web.d/a.jpg', 3)]).toEqual([
      'web.d/a.jpg',
      'web.d/a-3.jpg',
    ]);
    expect(isKnownBefore({ name: '{name}', format: 'png' })).toBe(true);
    expect(isKnownBefore({ name: '{name}-{width}', format: 'png' })).toBe(false);
    expect(isKnownBefore({ name: '{name}', format: 'same' })).toBe(false);
  });
});

describe('the money of a batch', () => {
  it('sets nothing aside beyond the cap, counting what is under way', () => {
    const money = createMoney(10, 100);
    const first = money.reserve(60);
    expect(money.reserve(31)).toBeNull();
    const second = money.reserve(30);
    first?.settle(20);
    second?.settle(30);
    expect(money.spent()).toBe(60);
    expect(money.reserve(41)).toBeNull();
    expect(money.reserve(0)).not.toBeNull();
    money.setCap(null);
    expect(money.reserve(1e9)).not.toBeNull();
  });
});

describe('the pace', () => {
  it('is unknown before two have ended, and then that of the last ones', () => {
    const pace = createPace();
    pace.ended(1000);
    expect(pace.remaining(10, 1000)).toBeNull();
    pace.ended(2000);
    expect(pace.remaining(10, 2000)).toBe(10_000);
  });
});

describe('the report', () => {
  const item = {
    number: 1,
    name: '=cmd|"x".jpg',
    folder: '',
    status: 'done',
    outputs: [],
    texts: [{ operation: 'describe', text: '<script>alert(1)</script>' }],
    error: null,
    cost: 1_500_000,
    ms: 12,
    jobs: [],
  } as const;
  it('is no formula for a spreadsheet, and no markup for a browser', () => {
    expect(csvLine(item)).toContain(`"'=cmd|""x"".jpg"`);
    expect(htmlRow(item, null)).not.toContain('<script>');
    expect(htmlRow(item, null)).toContain('$1.5000');
  });
});
