import type { ConfigEntry } from '../../electron/contract/config-channels.ts';
import type { ConfigPath } from '../../electron/contract/config-fields.ts';
import type { ConfigOrigin } from '../../electron/contract/remote-config.ts';

/** Where the configured value at a path comes from; until that is known, from the app itself. */
export function originAt(entries: readonly ConfigEntry[], path: ConfigPath): ConfigOrigin {
  return entryAt(entries, path)?.origin ?? 'built-in';
}

export function entryAt(
  entries: readonly ConfigEntry[],
  path: ConfigPath,
): ConfigEntry | undefined {
  return entries.find((entry) => String(entry.path) === String(path));
}

interface EntryFilter {
  /** Every word has to occur in an entry's words. */
  readonly text: string;
  readonly only: 'all' | 'changed';
  /** What an entry says, as it is shown. */
  readonly wordsOf: (entry: ConfigEntry) => string;
}

export function filterEntries(
  entries: readonly ConfigEntry[],
  { text, only, wordsOf }: EntryFilter,
): readonly ConfigEntry[] {
  const wanted = text.toLowerCase().split(/\s+/);
  return entries.filter((entry) => {
    if (only === 'changed' && entry.origin === 'built-in') return false;
    const words = wordsOf(entry).toLowerCase();
    return wanted.every((word) => words.includes(word));
  });
}
