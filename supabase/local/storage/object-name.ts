import { invalidKey } from './storage-error.ts';

/** An object's place: its bucket, and its name below it. */
export interface ObjectName {
  readonly bucket: string;
  readonly name: string;
}

/** The characters that upstream takes: those that S3 calls safe, and some that need care there. */
const bucketPattern = /^[\w!\-.*'() &$@=;:+,?]{1,63}$/;
const namePattern = /^[\w/!\-.*'() &$@=;:+,?]{1,1024}$/;

/**
 * Reads `<bucket>/<name>` out of a path as it was sent. Nothing is resolved: a part that means
 * another folder is refused, whoever wrote it.
 * @param encoded as in the address
 * @throws StorageError InvalidKey
 */
export function readObjectName(encoded: string): ObjectName {
  const path = decode(encoded);
  const cut = path.indexOf('/');
  const [bucket, name] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
  assertName({ bucket, name });
  return { bucket, name };
}

/** @throws StorageError InvalidKey */
export function assertName({ bucket, name }: ObjectName): void {
  const parts = name.split('/');
  const elsewhere = parts.some((part) => part === '' || part === '.' || part === '..');
  if (!bucketPattern.test(bucket) || !namePattern.test(name) || elsewhere) throw invalidKey(name);
}

export function pathOf({ bucket, name }: ObjectName): string {
  return `${bucket}/${name}`;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw invalidKey(encoded);
  }
}
