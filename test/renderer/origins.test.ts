import { describe, expect, it } from 'vitest';
import type { ConfigEntry } from '../../electron/contract/config-channels.ts';
import { filterEntries, originAt } from '../../renderer/settings/origins.ts';

const entries: readonly ConfigEntry[] = [
  { path: ['policy'], title: 'Routing policy', value: 'cheapest', origin: 'remote' },
  { path: ['limits', 'concurrency'], title: 'Jobs at once', value: 4, origin: 'built-in' },
];
const wordsOf = ({ title, value }: ConfigEntry): string => `${title} ${JSON.stringify(value)}`;

describe('origins', () => {
  it('are the app itself where nothing else is known', () => {
    expect(originAt(entries, ['policy'])).toBe('remote');
    expect(originAt(entries, ['limits', 'concurrency'])).toBe('built-in');
    expect(originAt([], ['policy'])).toBe('built-in');
  });

  it.each([
    ['', 'all', 2],
    ['', 'changed', 1],
    ['POLICY cheap', 'all', 1],
    ['policy 4', 'all', 0],
    ['jobs', 'changed', 0],
  ] as const)('are found by %j among %s: %i', (text, only, count) => {
    expect(filterEntries(entries, { text, only, wordsOf })).toHaveLength(count);
  });
});
