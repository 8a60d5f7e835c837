import { describe, expect, it } from 'vitest';
import { parseOperationCall } from '../../../electron/contract/operations.ts';
import {
  countImageTokens,
  estimateAnthropicCost,
} from '../../../electron/providers/anthropic/cost.ts';
import { anthropicCapabilities } from '../../../electron/providers/anthropic/capabilities.ts';
import { MODEL, prices } from './anthropic-under-test.ts';

it.each([
  [28, 28, 1],
  [29, 28, 2],
  [1_120, 560, 800],
  [2_576, 28, 92],
  [5_152, 56, 92],
  [8_000, 6_000, 4_784],
])('a picture of %i × %i pixels has %i tokens', (width, height, tokens) => {
  expect(countImageTokens(width, height)).toBe(tokens);
});

describe('the estimate', () => {
  const call = parseOperationCall('describe', {});
  const image = { width: 1_120, height: 560, bytes: 1, format: 'png', hasAlpha: false } as const;
  const estimate = (model: string) => {
    const capability = anthropicCapabilities.find((offered) => offered.model === model);
    if (capability === undefined) throw new Error(`No ${model}`);
    return estimateAnthropicCost(
      { call, image, hasMask: false, reference: null, capability },
      prices,
    );
  };

  it('bounds the answer by the tokens it may have', () => {
    const { low, high } = estimate(MODEL);
    // 700 tokens of answer and 2,000 of thinking at $0.50 a million, and the words of the question.
    expect(high - low).toBeGreaterThanOrEqual(2_700 * 0.5);
    expect(high - low).toBeLessThan(2_700 * 0.5 + 100);
  });

  it('is never nothing where the price is unknown', () => {
    expect(estimate('claude-opus-5-5').high).toBeGreaterThan(0);
  });
});
