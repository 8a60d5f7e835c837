import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'npm:hono@4.13.19';
import { imageSize } from 'npm:image-size@2.1.0';
import { type GatewayOrder, gatewayOrderSchema } from '../../../electron/contract/gateway.ts';
import type { ImageFormat } from '../../../electron/contract/providers.ts';
import type { InputImage, PreparedFile } from '../../../electron/providers/provider.ts';
import { FunctionError } from '../_shared/function-error.ts';

/** A file of an order: what was measured, and where it lies. */
export interface OrderFile extends InputImage, PreparedFile {}

export interface ReadOrder {
  readonly order: GatewayOrder;
  readonly image: OrderFile | null;
  readonly mask: OrderFile | null;
  readonly reference: OrderFile | null;
  /** Says whether an id is asked for the same thing again. */
  readonly hash: string;
}

/** The form with its files; hosted functions take no more. */
export const largestRequest = 20 * 1024 * 1024;
const mostPixels = 64_000_000;

const formats: Readonly<
  Record<string, { readonly format: ImageFormat; readonly mediaType: string }>
> = {
  jpg: { format: 'jpeg', mediaType: 'image/jpeg' },
  png: { format: 'png', mediaType: 'image/png' },
  webp: { format: 'webp', mediaType: 'image/webp' },
};

/**
 * Reads a job's form. Sizes are measured here: what a job may cost depends on them.
 * @throws FunctionError invalid_request, too_large
 */
export async function readOrder(c: Context, folder: string): Promise<ReadOrder> {
  if (Number(c.req.header('content-length') ?? 0) > largestRequest) throw tooLarge();
  const form = await readForm(c.req.raw);
  const order = gatewayOrderSchema.safeParse(parseJson(form.get('order')));
  if (!order.success) throw invalid('The order is not one that this gateway knows.', order.error);
  const files = {
    image: await keep(form.get('image'), join(folder, 'image')),
    mask: await keep(form.get('mask'), join(folder, 'mask')),
    reference: await keep(form.get('reference'), join(folder, 'reference')),
  };
  const parts = [order.data, files.image?.sha256, files.mask?.sha256, files.reference?.sha256];
  return { order: order.data, ...files, hash: await sha256(encode(JSON.stringify(parts))) };
}

async function readForm(request: Request): Promise<FormData> {
  let bytes = 0;
  const counted = request.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > largestRequest) controller.error(tooLarge());
        else controller.enqueue(chunk);
      },
    }),
  );
  try {
    const headers = { 'content-type': request.headers.get('content-type') ?? '' };
    return await new Response(counted ?? null, { headers }).formData();
  } catch (cause) {
    if (cause instanceof FunctionError) throw cause;
    throw invalid('A job is a form.', cause);
  }
}

async function keep(
  entry: FormDataEntryValue | null,
  path: string,
): Promise<(OrderFile & { readonly sha256: string }) | null> {
  if (entry === null) return null;
  if (typeof entry === 'string') throw invalid('A file is missing its bytes.');
  const bytes = new Uint8Array(await entry.arrayBuffer());
  const measured = measure(bytes);
  await writeFile(path, bytes);
  return { path, ...measured, bytes: bytes.byteLength, sha256: await sha256(bytes) };
}

function measure(bytes: Uint8Array) {
  try {
    const { width, height, type } = imageSize(bytes);
    const known = formats[type ?? ''];
    if (known === undefined || width * height > mostPixels || width < 1 || height < 1) {
      throw invalid('Images are JPEG, PNG or WebP of at most 64 megapixels.');
    }
    return { width, height, ...known, hasAlpha: known.format !== 'jpeg' };
  } catch (cause) {
    if (cause instanceof FunctionError) throw cause;
    throw invalid('This is no image.', cause);
  }
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function parseJson(value: FormDataEntryValue | null): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(message: string, cause?: unknown): FunctionError {
  return new FunctionError({ status: 400, code: 'invalid_request', message }, { cause });
}

function tooLarge(): FunctionError {
  const message = 'This job is too large to be sent at once.';
  return new FunctionError({ status: 413, code: 'too_large', message });
}
