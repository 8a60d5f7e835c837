import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultMatch, TransportFault } from './faults.ts';

/** One server-sent event: `event:` line (left out when undefined) and a JSON or raw `data:` line. */
export interface ServerEvent {
  readonly event?: string;
  readonly data: unknown;
}

type ReplyBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly contentType: string; readonly bytes: Uint8Array }
  | { readonly kind: 'events'; readonly events: readonly ServerEvent[] };

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
  /** Images the provider would charge for; undefined when this answer costs nothing. Text answers say 0. */
  readonly billedImages?: number;
}

export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers, body: { kind: 'json', value } };
}

const DEFAULT_DELAY_MS = 1_500;
const DEFAULT_PIECE_DELAY_MS = 40;
const OVERSIZED_CHUNK = Buffer.alloc(256 * 1024, 'A');

/** Sends an answer as it is. */
export async function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  await writePieces(response, reply, { pieces: encodeBody(reply.body) });
  response.end();
}

/** Sends an answer over a bad line. `reply` is what a good line would have carried. */
export async function sendBrokenReply(
  response: ServerResponse,
  reply: Reply,
  broken: { readonly fault: TransportFault; readonly match: FaultMatch },
): Promise<void> {
  const pieces = encodeBody(reply.body);
  switch (broken.fault) {
    case 'slow':
      await delay(broken.match.delayMs ?? DEFAULT_DELAY_MS);
      await sendReply(response, reply);
      return;
    case 'slow-stream':
      await writePieces(response, reply, {
        pieces,
        pauseMs: broken.match.delayMs ?? DEFAULT_PIECE_DELAY_MS,
      });
      response.end();
      return;
    case 'cut-off':
      await writePieces(response, reply, { pieces: firstHalf(pieces) });
      response.socket?.destroy();
      return;
    case 'reset':
    case 'billed-but-lost':
      response.socket?.resetAndDestroy();
      return;
    case 'never-answers':
      return;
    case 'wrong-type':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Sign in to the hotel network</title><p>Welcome');
      return;
    case 'truncated-json':
      await writePieces(response, reply, { pieces: firstHalf(pieces) });
      response.end();
      return;
    case 'oversized':
      await sendEndlessly(response, reply);
      return;
  }
}

function contentTypeOf(body: ReplyBody): Readonly<Record<string, string>> {
  switch (body.kind) {
    case 'empty':
      return {};
    case 'json':
      return { 'content-type': 'application/json' };
    case 'bytes':
      return { 'content-type': body.contentType };
    case 'events':
      return { 'content-type': 'text/event-stream; charset=utf-8' };
  }
}

function encodeBody(body: ReplyBody): readonly Buffer[] {
  switch (body.kind) {
    case 'empty':
      return [];
    case 'json':
      return split(Buffer.from(JSON.stringify(body.value)));
    case 'bytes':
      return split(Buffer.from(body.bytes));
    case 'events':
      return body.events.map(encodeEvent);
  }
}

function encodeEvent({ event, data }: ServerEvent): Buffer {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return Buffer.from(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
}

function split(bytes: Buffer): readonly Buffer[] {
  const size = Math.max(1, Math.ceil(bytes.byteLength / 8));
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.byteLength; start += size) {
    pieces.push(bytes.subarray(start, start + size));
  }
  return pieces;
}

function firstHalf(pieces: readonly Buffer[]): readonly Buffer[] {
  if (pieces.length > 1) {
    return pieces.slice(0, Math.floor(pieces.length / 2));
  }
  return pieces.map((piece) => piece.subarray(0, Math.floor(piece.byteLength / 2)));
}

async function writePieces(
  response: ServerResponse,
  reply: Reply,
  { pieces, pauseMs = 0 }: { readonly pieces: readonly Buffer[]; readonly pauseMs?: number },
): Promise<void> {
  response.writeHead(reply.status, { ...contentTypeOf(reply.body), ...reply.headers });
  response.flushHeaders();
  for (const piece of pieces) {
    if (response.destroyed) {
      return;
    }
    await write(response, piece);
    if (pauseMs > 0) {
      await delay(pauseMs);
    }
  }
}

async function sendEndlessly(response: ServerResponse, reply: Reply): Promise<void> {
  response.writeHead(reply.status, { ...contentTypeOf(reply.body), ...reply.headers });
  response.write(reply.body.kind === 'events' ? 'data: {"' : '{"data":[{"b64_json":"');
  while (!response.destroyed) {
    await write(response, OVERSIZED_CHUNK);
  }
}

async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (response.write(bytes) || response.destroyed) {
    return;
  }
  await new Promise<void>((resolve) => {
    const proceed = (): void => {
      response.off('drain', proceed).off('close', proceed);
      resolve();
    };
    response.once('drain', proceed).once('close', proceed);
  });
}
