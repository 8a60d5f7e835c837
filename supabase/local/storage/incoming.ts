import type { ReadableStream } from 'node:stream/web';
import { invalidMediaType, refuse } from './storage-error.ts';

/** What a bucket takes; null: whatever there is. */
export interface BucketLimits {
  readonly mostBytes: number;
  readonly mediaTypes: readonly string[] | null;
}

export interface Incoming {
  readonly mediaType: string;
  readonly cacheControl: string;
  readonly body: ReadableStream<Uint8Array>;
}

/** What a form has around its file. */
const formOverhead = 64 * 1024;

/**
 * A file as the library sends it: a form where it was a Blob, otherwise the bytes alone.
 * @throws StorageError too large, of a type that the bucket does not take, or nothing at all
 */
export async function readIncoming(request: Request, limits: BucketLimits): Promise<Incoming> {
  const contentType = request.headers.get('content-type') ?? 'application/octet-stream';
  const isForm = /^multipart\/form-data/i.test(contentType);
  const announced = Number(request.headers.get('content-length') ?? 0);
  const most = limits.mostBytes + (isForm ? formOverhead : 0);
  if (announced > most) throw refuse('tooLarge');
  const body = request.body as ReadableStream<Uint8Array> | null;
  if (body === null) throw refuse('noContent');
  if (isForm) return fromForm(contentType, await readAll(body, most), limits);
  assertMediaType(contentType, limits);
  const cacheControl = request.headers.get('cache-control') ?? 'no-cache';
  return { mediaType: contentType, cacheControl, body };
}

async function fromForm(
  contentType: string,
  bytes: Buffer<ArrayBuffer>,
  limits: BucketLimits,
): Promise<Incoming> {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw refuse('invalidRequest');
    });
  const file = [...form.values()].find((value) => typeof value !== 'string');
  if (file === undefined || typeof file === 'string') throw refuse('noContent');
  const mediaType = file.type === '' ? 'application/octet-stream' : file.type;
  assertMediaType(mediaType, limits);
  const seconds = form.get('cacheControl');
  return {
    mediaType,
    cacheControl: typeof seconds === 'string' ? `max-age=${seconds}` : 'no-cache',
    body: file.stream() as ReadableStream<Uint8Array>,
  };
}

function assertMediaType(mediaType: string, { mediaTypes }: BucketLimits): void {
  const [bare = ''] = mediaType.split(';');
  if (mediaTypes !== null && !mediaTypes.includes(bare.trim())) throw invalidMediaType(bare.trim());
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  most: number,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > most) throw refuse('tooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
