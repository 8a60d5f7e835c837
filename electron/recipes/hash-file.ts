import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type BlobHash, blobHashSchema } from '../contract/ids.ts';

/** SHA-256 of a file's bytes, read in small pieces; null where it can't be read. */
export async function hashFile(file: string): Promise<BlobHash | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    return null;
  }
  return blobHashSchema.parse(hash.digest('hex'));
}
