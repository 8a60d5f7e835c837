import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'npm:hono@4.13.19';
import { imageSize } from 'npm:image-size@2.1.0';
import {
  type GatewayFileName,
  type GatewayOrder,
  gatewayOrderSchema,
} from '../../../electron/contract/gateway.ts';
import type { ImageFormat } from '../../../electron/contract/providers.ts';
import type { InputImage, PreparedFile } from '../../../electron/providers/provider.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { Upload, Uploads } from './uploads.ts';

/** A file of an order: what was measured, and where it lies. */
export interface OrderFile extends InputImage, PreparedFile {}

/** A job's form, before anything of it is measured. */
export interface OrderForm {
  readonly order: GatewayOrder;
  readonly files: Readonly<Partial<Record<GatewayFileName, Uint8Array | Upload>>>;
  /** Some of them were. */
  readonly uploaded: boolean;
  /** Says whether an id is asked for the same thing again. */
  readonly hash: string;
}

export interface ReadOrder {
  readonly order: GatewayOrder;
  readonly image: OrderFile | null;
  readonly mask: OrderFile | null;
  readonly reference: OrderFile | null;
  readonly hash: string;
}

/** The form with its files: it is held in memory, and more than once. What is larger is uploaded. */
export const largestRequest = 8 * 1024 * 1024;
const mostPixels = 64_000_000;
/** Of a file: what comes before its size are profiles and previews. */
const headBytes = 4 * 1024 * 1024;

const formats: Readonly<
  Record<string, { readonly format: ImageFormat; readonly mediaType: string }>
> = {
  jpg: { format: 'jpeg', mediaType: 'image/jpeg' },
  png: { format: 'png', mediaType: 'image/png' },
  webp: { format: 'webp', mediaType: 'image/webp' },
};

/**
 * Reads a job's form. A file that was uploaded is known by its grant: nothing in a form says where
 * anything lies.
 * @throws FunctionError invalid_request, too_large
 */
export async function readOrder(
  c: Context,
  uploadsOf: () => Promise<readonly Upload[]>,
): Promise<OrderForm> {
  if (Number(c.req.header('content-length') ?? 0) > largestRequest) throw tooLarge();
  const form = await readForm(c.req.raw);
  const parsed = gatewayOrderSchema.safeParse(parseJson(form.get('order')));
  if (!parsed.success) throw invalid('The order is not one that this gateway knows.', parsed.error);
  const { uploaded = [], ...order } = parsed.data;
  const granted = uploaded.length === 0 ? [] : await uploadsOf();
  const files: Partial<Record<GatewayFileName, Uint8Array | Upload>> = {};
  const hashes: (string | undefined)[] = [];
  for (const name of ['image', 'mask', 'reference'] as const) {
    const file = uploaded.includes(name)
      ? granted.find((upload) => upload.name === name)
      : await bytesOf(form.get(name));
    if (file === undefined) throw invalid('A file was not announced.');
    if (file !== null) files[name] = file;
    hashes.push(file === null ? undefined : await hashOf(file));
  }
  const hash = await sha256(encode(JSON.stringify([order, ...hashes])));
  return { order, files, uploaded: granted.length > 0, hash };
}

/**
 * Lays a form's files out in a folder. Sizes are measured here: what a job may cost depends on them.
 * @throws FunctionError invalid_request, unavailable
 */
export async function layOut(
  { order, files, hash }: OrderForm,
  folder: string,
  uploads: Pick<Uploads, 'fetch'>,
): Promise<ReadOrder> {
  async function lay(name: GatewayFileName): Promise<OrderFile | null> {
    const file = files[name];
    if (file === undefined) return null;
    const path = join(folder, name);
    if (!(file instanceof Uint8Array)) {
      await uploads.fetch(file, path);
      return { path, ...measure(await headOf(path)), bytes: file.bytes };
    }
    await writeFile(path, file);
    return { path, ...measure(file), bytes: file.byteLength };
  }
  return {
    order,
    image: await lay('image'),
    mask: await lay('mask'),
    reference: await lay('reference'),
    hash,
  };
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

async function bytesOf(entry: FormDataEntryValue | null): Promise<Uint8Array | null> {
  if (entry === null) return null;
  if (typeof entry === 'string') throw invalid('A file is missing its bytes.');
  return new Uint8Array(await entry.arrayBuffer());
}

async function hashOf(file: Uint8Array | Upload): Promise<string> {
  return file instanceof Uint8Array ? sha256(file) : file.sha256;
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
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
