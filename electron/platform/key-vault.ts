import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../contract/app-error.ts';
import type { ProviderId } from '../contract/providers.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** The part of Electron's safeStorage that the vault needs. */
export interface Encryption {
  isEncryptionAvailable(): boolean;
  /** Linux only: `basic_text` is no encryption. */
  getSelectedStorageBackend?(): string;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

export interface KeyVault {
  /** False: keys live in memory and are gone when the app closes. */
  readonly persists: boolean;
  get(provider: ProviderId): string | null;
  set(provider: ProviderId, key: string): void;
  remove(provider: ProviderId): void;
}

const fileSchema = z.partialRecord(providerIdSchema, z.base64());

/**
 * Providers' keys, encrypted by the system's keyring in `file`. Without a keyring they are kept in
 * memory only; a file that another keyring wrote is left as it is until a key is set anew.
 */
export function createKeyVault(file: string, encryption: Encryption): KeyVault {
  const persists =
    encryption.isEncryptionAvailable() && encryption.getSelectedStorageBackend?.() !== 'basic_text';
  const keys = persists ? readKeys(file, encryption) : new Map<ProviderId, string>();
  const save = (): void => {
    if (!persists) return;
    const encrypted = Object.fromEntries(
      [...keys].map(([id, key]) => [id, encryption.encryptString(key).toString('base64')]),
    );
    try {
      writeFileAtomically(file, JSON.stringify(encrypted), 0o600);
    } catch (cause) {
      throw fail('storage-failed', { cause });
    }
  };
  return {
    persists,
    get: (provider) => keys.get(provider) ?? null,
    set: (provider, key) => {
      keys.set(provider, key);
      save();
    },
    remove: (provider) => {
      keys.delete(provider);
      save();
    },
  };
}

function readKeys(file: string, encryption: Encryption): Map<ProviderId, string> {
  const keys = new Map<ProviderId, string>();
  for (const [id, encrypted] of Object.entries(readEncrypted(file))) {
    try {
      keys.set(
        providerIdSchema.parse(id),
        encryption.decryptString(Buffer.from(encrypted, 'base64')),
      );
    } catch {
      // Encrypted by a keyring that is gone: the user enters this key again.
    }
  }
  return keys;
}

function readEncrypted(file: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
