import type { ProviderId } from '../contract/providers.ts';
import { type Encryption, createSecretVault } from './secret-vault.ts';

export interface KeyVault {
  /** False: keys live in memory and are gone when the app closes. */
  readonly persists: boolean;
  get(provider: ProviderId): string | null;
  set(provider: ProviderId, key: string): void;
  remove(provider: ProviderId): void;
}

/** Providers' keys, encrypted by the system's keyring in `file`. */
export function createKeyVault(file: string, encryption: Encryption): KeyVault {
  return createSecretVault(file, encryption);
}
