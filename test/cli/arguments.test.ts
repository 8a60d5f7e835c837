import { describe, expect, it } from 'vitest';
import { operationIds } from '../../electron/contract/operations.ts';
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
