import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKeyVault } from '../../electron/platform/key-vault.ts';
import type { Encryption } from '../../electron/platform/secret-vault.ts';

/** Stands in for the system's keyring: reversible, and each keyring reads only its own. */
function keyring(name: string, backend?: string): Encryption {
  return {
    isEncryptionAvailable: () => true,
    ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend }),
    encryptString: (text) => Buffer.from(`${name}:${text.split('').toReversed().join('')}`),
    decryptString: (encrypted) => {
      const text = encrypted.toString();
      if (!text.startsWith(`${name}:`)) throw new Error('wrong keyring');
      return text
        .slice(name.length + 1)
        .split('')
        .toReversed()
        .join('');
    },
  };
}

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'vault-')), 'keys.json');
}

describe('the key vault', () => {
  it('keeps a key over a restart, encrypted and for its owner only', () => {
    const file = newFile();
    createKeyVault(file, keyring('a')).set('openai', 'canary-key-1234');
    expect(createKeyVault(file, keyring('a')).get('openai')).toBe('canary-key-1234');
    expect(readFileSync(file, 'utf8')).not.toContain('canary-key-1234');
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('forgets a removed key', () => {
    const file = newFile();
    const vault = createKeyVault(file, keyring('a'));
    vault.set('openai', 'one');
    vault.set('stability', 'two');
    vault.remove('openai');
    const reopened = createKeyVault(file, keyring('a'));
    expect([reopened.get('openai'), reopened.get('stability')]).toEqual([null, 'two']);
  });

  it.each([
    ['there is no keyring', { ...keyring('a'), isEncryptionAvailable: () => false }],
    ['the backend is no encryption', keyring('a', 'basic_text')],
  ])('keeps keys in memory only when %s', (_when, encryption) => {
    const file = newFile();
    const vault = createKeyVault(file, encryption);
    vault.set('openai', 'canary-key-1234');
    expect(vault.persists).toBe(false);
    expect(vault.get('openai')).toBe('canary-key-1234');
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('leaves alone what another keyring wrote, and starts empty when the file is damaged', () => {
    const file = newFile();
    createKeyVault(file, keyring('a')).set('openai', 'one');
    expect(createKeyVault(file, keyring('b')).get('openai')).toBeNull();
    createKeyVault(file, keyring('b')).set('stability', 'two');
    expect(createKeyVault(file, keyring('a')).get('openai')).toBe('one');
    writeFileSync(file, '{"openai": 12');
    expect(createKeyVault(file, keyring('a')).get('openai')).toBeNull();
  });
});
