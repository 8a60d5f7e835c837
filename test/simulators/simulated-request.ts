import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface UploadedFile {
  readonly field: string;
  readonly filename: string;
  readonly type: string;
  readonly bytes: Buffer;
}

type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'multipart';
      readonly fields: Readonly<Record<string, readonly string[]>>;
      readonly files: readonly UploadedFile[];
    }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'unreadable'; readonly contentType: string };

/** A request as a route or a contract check sees it: read whole and parsed by its content type. */
export interface SimulatedRequest {
  /** `req_sim_<n>`, counted per simulator: put it into the provider's own request-id header. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
  readonly bodyBytes: number;
}

/** What a test reads back: no key in the headers, no megabytes in the body. */
export interface RecordedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly bodyBytes: number;
}

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'cookie']);
const LONGEST_RECORDED_STRING = 4_000;

/** Reads the whole body, then parses it. A body that can't be parsed is a fact to check, not an exception. */
export async function readRequest(message: IncomingMessage, id: string): Promise<SimulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(Buffer.from(chunk));
  }
  const bytes = Buffer.concat(chunks);
  const url = new URL(message.url ?? '/', 'http://127.0.0.1');
  return {
    id,
    method: message.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: message.headers,
    body: await parseBody(bytes, message.headers['content-type'] ?? ''),
    bodyBytes: bytes.byteLength,
  };
}

async function parseBody(bytes: Buffer<ArrayBuffer>, contentType: string): Promise<RequestBody> {
  if (bytes.byteLength === 0) {
    return { kind: 'none' };
  }
  try {
    if (contentType.startsWith('application/json')) {
      return { kind: 'json', value: JSON.parse(bytes.toString('utf8')) as unknown };
    }
    if (contentType.startsWith('application/x-www-form-urlencoded')) {
      return { kind: 'form', fields: Object.fromEntries(new URLSearchParams(bytes.toString())) };
    }
    if (contentType.startsWith('multipart/form-data')) {
      return await parseMultipart(bytes, contentType);
    }
  } catch {
    return { kind: 'unreadable', contentType };
  }
  return { kind: 'unreadable', contentType };
}

async function parseMultipart(
  bytes: Buffer<ArrayBuffer>,
  contentType: string,
): Promise<RequestBody> {
  // Node's own fetch types parse multipart: no second parser to be wrong.
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  const fields: Record<string, string[]> = {};
  const files: UploadedFile[] = [];
  for (const [field, value] of form) {
    if (typeof value === 'string') {
      (fields[field] ??= []).push(value);
    } else {
      files.push({
        field,
        filename: value.name,
        type: value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      });
    }
  }
  return { kind: 'multipart', fields, files };
}

export function recordRequest(request: SimulatedRequest): RecordedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = SECRET_HEADERS.has(name) ? '[redacted]' : String(value);
  }
  return {
    id: request.id,
    method: request.method,
    path: request.path,
    headers,
    body: recordBody(request.body),
    bodyBytes: request.bodyBytes,
  };
}

function recordBody(body: RequestBody): unknown {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json':
      return shorten(body.value);
    case 'multipart':
      return {
        fields: body.fields,
        files: body.files.map(({ field, filename, type, bytes }) => ({
          field,
          filename,
          type,
          bytes: bytes.byteLength,
        })),
      };
    case 'form':
      return body.fields;
    case 'unreadable':
      return { unreadable: body.contentType };
  }
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > LONGEST_RECORDED_STRING
      ? `${value.slice(0, 64)}… (${value.length} characters)`
      : value;
  }
  if (Array.isArray(value)) {
    return value.map(shorten);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]));
  }
  return value;
}
