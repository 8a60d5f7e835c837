import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failure } from './gateway-http.ts';

/**
 * Writes an answer to `path` as it comes. @throws ProviderFailure where it is not what was promised
 */
export async function saveFile(
  { body }: Response,
  path: string,
  promised: { readonly bytes: number; readonly sha256: string },
): Promise<void> {
  const hash = createHash('sha256');
  let received = 0;
  async function* checked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      received += chunk.byteLength;
      if (received > promised.bytes) throw failure('bad-output', 'provider-bad-output');
      hash.update(chunk);
      yield chunk;
    }
  }
  if (body === null) throw failure('bad-output', 'provider-bad-output');
  await pipeline(Readable.fromWeb(body), checked, createWriteStream(path));
  if (hash.digest('hex') !== promised.sha256) throw failure('bad-output', 'provider-bad-output');
}
