import { describe, expect, it } from 'vitest';
import {
  checkAdultContent,
  judgeScores,
} from '../../../electron/images/worker/models/adult-content.ts';
import { draw, shapes } from './pictures.ts';

describe('the verdict', () => {
  const none = { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0 };
  it.each([
    [{ ...none, neutral: 1 }, 'likely-safe'],
    [{ ...none, porn: 0.2, neutral: 0.8 }, 'likely-safe'],
    [{ ...none, porn: 0.3, neutral: 0.7 }, 'unsure'],
    [{ ...none, sexy: 0.95, neutral: 0.05 }, 'unsure'],
    [{ ...none, porn: 0.4, hentai: 0.35, neutral: 0.25 }, 'likely-adult'],
  ] as const)('of %j is %s', (scores, verdict) => {
    expect(judgeScores(scores)).toBe(verdict);
  });
});

describe('the model', () => {
  it('finds nothing wrong with a few shapes, and its scores add up to one', async () => {
    const { verdict, scores } = await checkAdultContent(
      await draw(shapes(192, 128), { channels: 3 }),
    );
    expect(verdict).toBe('likely-safe');
    expect(scores.drawing + scores.neutral).toBeGreaterThan(0.75);
    expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
  });
});
