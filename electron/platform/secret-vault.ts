import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../contract/app-error.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** The part of Electron's safeStorage that the vault needs. */
export interface Encryption {
  isEncryptionAvailable(): boolean;
  /** Linux only: `basic_text` is no encryption. */
  getSelectedStorageBackend?(): string;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

export interface SecretVault {
  /** False: secrets live in memory and are gone when the app closes. */
  readonly persists: boolean;
  get(name: string): string | null;
  /** Throws `storage-failed`. */
  set(name: string, text: string): void;
  remove(name: string): void;
}

/** `text` is null where another keyring has encrypted it: kept as it is until it is set anew. */
interface Secret {
  readonly text: string | null;
  readonly encrypted: string;
}

const fileSchema = z.record(z.string(), z.base64());

/** Secrets encrypted by the system's keyring in `file`; without a keyring in memory only. */
export function createSecretVault(file: string, encryption: Encryption): SecretVault {
  const persists =
    encryption.isEncryptionAvailable() && encryption.getSelectedStorageBackend?.() !== 'basic_text';
  const secrets = persists ? readSecrets(file, encryption) : new Map<string, Secret>();
  const save = (): void => {
    if (!persists) return;
    const encrypted = Object.fromEntries(
      [...secrets].map(([name, secret]) => [name, secret.encrypted]),
    );
    try {
      writeFileAtomically(file, JSON.stringify(encrypted), 0o600);
    } catch (cause) {
      throw fail('storage-failed', { cause });
    }
  };
  return {
    persists,
    get: (name) => secrets.get(name)?.text ?? null,
    set: (name, text) => {
      const encrypted = persists ? encryption.encryptString(text).toString('base64') : '';
      secrets.set(name, { text, encrypted });
      save();
    },
    remove: (name) => {
      if (secrets.delete(name)) save();
    },
  };
}

function readSecrets(file: string, encryption: Encryption): Map<string, Secret> {
  return new Map(
    Object.entries(readEncrypted(file)).map(([name, encrypted]) => [
      name,
      { text: decrypted(encrypted, encryption), encrypted },
    ]),
  );
}

function decrypted(encrypted: string, encryption: Encryption): string | null {
  try {
    return encryption.decryptString(Buffer.from(encrypted, 'base64'));
  } catch {
    return null;
  }
}

function readEncrypted(file: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
