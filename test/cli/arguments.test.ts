import { describe, expect, it } from 'vitest';
import { type OperationId, operationIds, operations } from '../../electron/contract/operations.ts';
import { localStepIds } from '../../electron/contract/recipes.ts';
import { parseCommandLine } from '../../electron/cli/arguments.ts';
import { helpText } from '../../electron/cli/help.ts';
import { accountsFrom } from '../../electron/cli/environment.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';

function commandOf(...words: string[]) {
  const parsed = parseCommandLine(words);
  if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
  return parsed.command;
}

describe('the command line', () => {
  it('reads an operation, its files and the general options', () => {
    expect(
      commandOf(
        'upscale',
        'a.png',
        'b.png',
        '-o',
        'out',
        '--json',
        '--provider',
        'on-device',
        '--max-cost',
        '0.05',
      ),
    ).toMatchObject({
      call: { operation: 'upscale', options: { factor: 2, mode: 'fast' } },
      files: ['a.png', 'b.png'],
      outFolder: 'out',
      json: true,
      provider: 'on-device',
      maxCost: 50_000,
      format: 'png',
    });
  });

  it('takes options by name or as pairs, in the type that the schema wants', () => {
    expect(commandOf('upscale', 'a.png', '-o', 'out', '--factor', '4').call.options).toMatchObject({
      factor: 4,
    });
    expect(
      commandOf(
        'generate',
        '-o',
        'out',
        '--prompt',
        '42',
        '--aspect-ratio',
        '3:2',
        '--option',
        'transparent=true',
      ).call.options,
    ).toMatchObject({ prompt: '42', aspectRatio: '3:2', transparent: true });
  });

  it.each([
    [['fly', 'a.png'], 'no operation'],
    [['describe'], 'no file'],
    [['generate', 'a.png', '-o', 'out', '--prompt', 'x'], 'takes no files'],
    [['edit', 'a.png', '-o', 'out'], 'prompt'],
    [['edit', 'a.png', '--prompt', 'x'], '-o DIR'],
    [['inpaint', 'a.png', '--prompt', 'x', '-o', 'out'], '--mask'],
    [['style-transfer', 'a.png', '-o', 'out'], '--reference'],
    [['upscale', 'a.png', '-o', 'out', '--reference', 'b.png'], 'takes no --reference'],
    [['upscale', 'a.png', '-o', 'out', '--factor', '3'], 'factor'],
    [['upscale', 'a.png', '-o', 'out', '--option', 'speed=9'], 'speed'],
    [['upscale', 'a.png', '-o', 'out', '--nonsense'], 'nonsense'],
    [['upscale', 'a.png', '-o', 'out', '--max-cost', 'much'], 'max-cost'],
    [['describe', 'a.png', '--provider', 'acme'], 'provider'],
  ])('refuses %j and says why', (words, reason) => {
    const parsed = parseCommandLine(words);
    expect(parsed).toMatchObject({ kind: 'wrong', reason: expect.stringContaining(reason) });
  });

  it('takes words for the images that come of it, and says where none do', () => {
    expect(
      commandOf(
        'upscale',
        'a.png',
        '-o',
        'out',
        '--creator',
        'Ada',
        '--metadata',
        'strip-location',
        '--keyword',
        'sea',
        '--keyword',
        'boat',
        '--alt-text',
        'A boat',
      ),
    ).toMatchObject({
      words: { creator: 'Ada', altText: 'A boat', keywords: ['sea', 'boat'] },
      metadata: 'strip-location',
    });
    expect(parseCommandLine(['describe', 'a.png', '--creator', 'Ada'])).toMatchObject({
      kind: 'wrong',
      reason: expect.stringContaining('no image') as string,
    });
  });

  /** What an operation cannot be run without, beside files and a folder. */
  const needed: Readonly<Partial<Record<string, readonly string[]>>> = {
    ask: ['--question', 'x'],
    outpaint: ['--left', '10'],
    'search-and-replace': ['--search', 'x', '--prompt', 'x'],
    recolor: ['--select', 'x', '--prompt', 'x'],
    ...Object.fromEntries(
      (['generate', 'edit', 'inpaint', 'replace-background', 'restyle'] as const).map((id) => [
        id,
        ['--prompt', 'x'],
      ]),
    ),
    adjust: ['--edits', '{"light":{"exposure":1}}'],
    crop: ['--ratio', '4:5'],
    resize: ['--longest-side', '640'],
    convert: ['--format', 'webp'],
  };

  it.each(operationIds)('runs %s', (id: OperationId) => {
    const { input, mask, reference } = operations[id];
    const parsed = parseCommandLine([
      id,
      ...(input === 'image' ? ['a.png'] : []),
      ...(mask === 'required' ? ['--mask', 'mask.png'] : []),
      ...(reference === 'required' ? ['--reference', 'style.png'] : []),
      ...(needed[id] ?? []),
      '-o',
      'out',
    ]);
    expect(parsed).toMatchObject({ kind: 'run', command: { call: { operation: id } } });
  });

  it.each(localStepIds)('runs %s as a recipe of one step', (id) => {
    const parsed = parseCommandLine([id, 'a.png', ...(needed[id] ?? []), '-o', 'out']);
    expect(parsed).toMatchObject({
      kind: 'recipe',
      command: {
        recipe: { steps: id === 'convert' ? [] : [{ do: id }], outputs: [{}] },
        files: ['a.png'],
      },
    });
    expect(parseCommandLine([id, '--help'])).toEqual({ kind: 'help', operation: id });
    expect(helpText(id)).toContain(needed[id]?.[0]);
    expect(helpText(null)).toContain(id);
    expect(parseCommandLine([id, 'a.png', '-o', 'out'])).toMatchObject({ kind: 'wrong' });
  });

  it.each([
    [['crop', 'a.png', '--ratio', 'wide', '-o', 'x'], 'steps[0].ratio'],
    [['resize', 'a.png', '--longest-side', 'big', '-o', 'x'], 'steps[0].longestSide'],
    [['adjust', 'a.png', '--edits', '{', '-o', 'x'], 'not JSON'],
    [['adjust', 'a.png', '--edits', '{"lihgt":{}}', '-o', 'x'], 'steps[0].edits.lihgt'],
  ])('says what is wrong with %j', (words, reason) => {
    expect(parseCommandLine(words)).toMatchObject({
      kind: 'wrong',
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('explains every operation with every option of its schema', () => {
    for (const id of operationIds) {
      expect(helpText(null)).toContain(id);
      expect(parseCommandLine([id, '--help'])).toEqual({ kind: 'help', operation: id });
    }
    expect(helpText('upscale')).toMatch(/--factor\s+2 \| 4 \(2\)/);
    expect(helpText('generate')).toMatch(/--prompt\s+text \(required\)/);
    expect(helpText('vary')).toMatch(/--strength\s+0 to 1 \(0.5\)/);
  });
});

describe('the environment', () => {
  const simulators = JSON.stringify(
    Object.fromEntries(
      ['openai', 'anthropic', 'stability', 'compatible'].map((name) => [
        name,
        { url: 'http://127.0.0.1:1' },
      ]),
    ),
  );

  it('asks a simulator even beside a real key', () => {
    const { openai } = accountsFrom(
      { OPENAI_API_KEY: 'sk-real', EMULSION_SIMULATORS: simulators },
      defaultConfiguration,
    );
    expect(openai).toEqual({
      apiKey: 'sk-simulated',
      origin: 'http://127.0.0.1:1',
      simulated: true,
    });
  });

  it('asks the company with a key, and nobody without', () => {
    const { openai, stability } = accountsFrom({ OPENAI_API_KEY: 'sk-real' }, defaultConfiguration);
    expect(openai).toMatchObject({ apiKey: 'sk-real', simulated: false });
    expect(stability.apiKey).toBeNull();
  });

  it('refuses an address that is none', () => {
    expect(() =>
      accountsFrom(
        { EMULSION_SIMULATORS: '{"openai":{"url":"file:///etc"}}' },
        defaultConfiguration,
      ),
    ).toThrow();
  });
});
