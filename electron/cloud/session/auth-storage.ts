import type { SupportedStorage } from '@supabase/supabase-js';
import { z } from 'zod';
import type { SecretVault } from '../../platform/secret-vault.ts';

export interface AuthStorage extends SupportedStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const entrySchema = z.record(z.string(), z.string());

/** What auth-js keeps for one account, as one entry of the vault: never a file of its own. */
export function vaultStorage(vault: SecretVault, entry: string): AuthStorage {
  let items = readEntry(vault.get(entry));
  const save = (next: Readonly<Record<string, string>>): void => {
    items = { ...next };
    if (Object.keys(items).length === 0) vault.remove(entry);
    else vault.set(entry, JSON.stringify(items));
  };
  return {
    getItem: (key) => items[key] ?? null,
    setItem: (key, value) => save({ ...items, [key]: value }),
    removeItem: (key) => {
      if (!Object.hasOwn(items, key)) return;
      const { [key]: _removed, ...kept } = items;
      save(kept);
    },
  };
}

/** For a sign-in under way: nothing of it outlives `values`. */
export function memoryStorage(values = new Map<string, string>()): AuthStorage {
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

function readEntry(text: string | null): Record<string, string> {
  try {
    return entrySchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}
