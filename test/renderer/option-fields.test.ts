import { describe, expect, it } from 'vitest';
import { operationIds } from '../../electron/contract/operations.ts';
import { completeOptions, optionFields } from '../../renderer/studio/option-fields.ts';

describe('the operation panel', () => {
  it('draws a control for every option of every operation', () => {
    expect(
      Object.fromEntries(
        operationIds.map((id) => [
          id,
          optionFields(id).map((field) => `${field.name}: ${field.control}`),
        ]),
      ),
    ).toMatchObject({
      describe: ['detail: choice', 'language: language'],
      tags: ['count: slider', 'language: language'],
      generate: [
        'prompt: textarea',
        'aspectRatio: choice',
        'quality: choice',
        'count: slider',
        'transparent: toggle',
        'seed: seed',
      ],
      outpaint: [
        'left: pixels',
        'right: pixels',
        'up: pixels',
        'down: pixels',
        'prompt: textarea',
        'seed: seed',
      ],
      upscale: ['factor: choice', 'mode: choice', 'prompt: textarea'],
      'remove-background': [],
    });
  });

  it('takes bounds, steps and defaults from the schema', () => {
    expect(optionFields('vary').find((field) => field.name === 'strength')).toEqual({
      name: 'strength',
      required: false,
      control: 'slider',
      min: 0,
      max: 1,
      step: 0.05,
      initial: 0.5,
    });
    expect(optionFields('upscale')[0]).toMatchObject({ options: [2, 4], initial: 2 });
  });

  it('knows which options must be given', () => {
    const required = (id: 'edit' | 'upscale'): string[] =>
      optionFields(id)
        .filter((field) => field.required)
        .map((field) => field.name);
    expect(required('edit')).toEqual(['prompt']);
    expect(required('upscale')).toEqual([]);
  });
});

describe('options', () => {
  it('are complete with their defaults', () => {
    expect(completeOptions('upscale', { factor: 4 })).toEqual({
      factor: 4,
      mode: 'fast',
      prompt: '',
    });
  });

  it('are not while a text is missing or no side grows', () => {
    expect(completeOptions('edit', {})).toBeNull();
    expect(completeOptions('outpaint', {})).toBeNull();
    expect(completeOptions('outpaint', { left: 8 })).not.toBeNull();
  });
});
