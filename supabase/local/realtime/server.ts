import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type ApiKeys, isApiKey } from '../gateway/api-keys.ts';
import type { Pool } from '../postgres/database.ts';
import type { Tokens } from '../tokens.ts';
import { mayJoin } from './authorize.ts';
import {
  type Frame,
  accessTokenSchema,
  joinSchema,
  readFrame,
  replyTo,
  writeFrame,
} from './frames.ts';

interface RealtimeParts {
  readonly keys: ApiKeys;
  readonly tokens: Tokens;
  /** Connections as the superuser. */
  readonly admin: Pool;
}

export interface Realtime {
  stop(): Promise<void>;
}

interface Subscription {
  readonly socket: WebSocket;
  readonly joinRef: string | null;
  /** Ends the subscription when its token does. */
  expiry: NodeJS.Timeout;
}

interface StoredMessage {
  readonly id: string;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

const socketPath = '/realtime/v1/websocket';
/** Channels' names on the wire begin so. */
const topicPrefix = 'realtime:';
const longestTimeoutMs = 2 ** 31 - 1;
const biggestFrameBytes = 256 * 1024;

/** Private broadcast channels: joined by policy, fed by rows of realtime.messages, at most once. */
export async function startRealtime(parts: RealtimeParts, server: Server): Promise<Realtime> {
  const { keys, tokens, admin } = parts;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: biggestFrameBytes });
  const channels = new Map<string, Set<Subscription>>();

  function unsubscribe(topic: string, subscription: Subscription): void {
    clearTimeout(subscription.expiry);
    const channel = channels.get(topic);
    channel?.delete(subscription);
    if (channel?.size === 0) channels.delete(topic);
  }

  function subscriptionOf(socket: WebSocket, topic: string): Subscription | undefined {
    return [...(channels.get(topic) ?? [])].find((one) => one.socket === socket);
  }

  function expireAt(topic: string, subscription: () => Subscription, exp: number): NodeJS.Timeout {
    const wait = Math.min(exp * 1000 - Date.now(), longestTimeoutMs);
    const end = (): void => {
      const { socket, joinRef } = subscription();
      unsubscribe(topic, subscription());
      socket.send(writeFrame({ joinRef, ref: null, topic, event: 'phx_close', payload: {} }));
    };
    return setTimeout(end, wait).unref();
  }

  async function join(socket: WebSocket, frame: Frame, apiKey: string): Promise<void> {
    const refuse = (reason: string): void => socket.send(replyTo(frame, 'error', { reason }));
    const request = joinSchema.safeParse(frame.payload);
    if (!request.success) return refuse('InvalidJoinPayload: the join request is not valid');
    if (!request.data.config.private) {
      return refuse('PrivateOnly: This project only allows private channels');
    }
    const claims = await tokens.verify(request.data.access_token ?? apiKey).catch(() => undefined);
    if (!claims) return refuse('InvalidJWTToken: Token is invalid or has expired');
    const topic = frame.topic.slice(topicPrefix.length);
    if (!(await mayJoin(admin, { topic, claims }))) {
      return refuse(
        `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`,
      );
    }
    const former = subscriptionOf(socket, frame.topic);
    if (former) unsubscribe(frame.topic, former);
    if (socket.readyState !== socket.OPEN) return;
    const subscription: Subscription = {
      socket,
      joinRef: frame.joinRef,
      expiry: expireAt(frame.topic, () => subscription, claims.exp ?? 0),
    };
    const channel = channels.get(frame.topic) ?? new Set();
    channels.set(frame.topic, channel.add(subscription));
    socket.send(replyTo(frame, 'ok', { postgres_changes: [] }));
  }

  async function renew(socket: WebSocket, frame: Frame): Promise<void> {
    const subscription = subscriptionOf(socket, frame.topic);
    const request = accessTokenSchema.safeParse(frame.payload);
    if (!subscription || !request.success) return;
    const claims = await tokens.verify(request.data.access_token).catch(() => undefined);
    const topic = frame.topic.slice(topicPrefix.length);
    clearTimeout(subscription.expiry);
    if (claims?.exp !== undefined && (await mayJoin(admin, { topic, claims }))) {
      subscription.expiry = expireAt(frame.topic, () => subscription, claims.exp);
      return;
    }
    unsubscribe(frame.topic, subscription);
    socket.send(writeFrame({ ...frame, ref: null, event: 'phx_close', payload: {} }));
  }

  async function hear(socket: WebSocket, data: RawData, apiKey: string): Promise<void> {
    const frame = Buffer.isBuffer(data) ? readFrame(data.toString('utf8')) : undefined;
    if (!frame) return;
    switch (frame.event) {
      case 'heartbeat':
        socket.send(replyTo(frame, 'ok', {}));
        break;
      case 'phx_join':
        await join(socket, frame, apiKey);
        break;
      case 'phx_leave': {
        const subscription = subscriptionOf(socket, frame.topic);
        if (subscription) unsubscribe(frame.topic, subscription);
        socket.send(replyTo(frame, 'ok', {}));
        break;
      }
      case 'access_token':
        await renew(socket, frame);
        break;
      default:
        // What clients broadcast themselves is not passed on: the database speaks here.
        break;
    }
  }

  sockets.on('connection', (socket: WebSocket, _request: IncomingMessage, apiKey: string) => {
    socket.on('message', (data) => void hear(socket, data, apiKey).catch(() => socket.terminate()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const [topic, channel] of channels) {
        for (const one of channel) if (one.socket === socket) unsubscribe(topic, one);
      }
    });
  });

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const apiKey = url.searchParams.get('apikey') ?? '';
    if (url.pathname !== socketPath || !isApiKey(apiKey, keys)) {
      stream.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      sockets.emit('connection', socket, request, apiKey);
    });
  };
  server.on('upgrade', upgrade);

  async function broadcast(id: string): Promise<void> {
    const [message] = await admin<StoredMessage[]>`
      select id, topic, event, payload from realtime.messages
      where id = ${id} and extension = 'broadcast' and private`;
    if (!message) return;
    const topic = `${topicPrefix}${message.topic}`;
    for (const { socket, joinRef } of channels.get(topic) ?? []) {
      const payload = {
        type: 'broadcast',
        event: message.event,
        payload: message.payload,
        meta: { id },
      };
      socket.send(writeFrame({ joinRef, ref: null, topic, event: 'broadcast', payload }));
    }
  }
  // Kept for three days, as upstream.
  await admin`delete from realtime.messages where inserted_at < now() - interval '3 days'`;
  const listening = await admin.listen('realtime_messages', (id) => {
    // A hint that is lost is no harm: clients pull on a timer too.
    void broadcast(id).catch(() => undefined);
  });

  return {
    async stop() {
      server.off('upgrade', upgrade);
      await listening.unlisten().catch(() => undefined);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
