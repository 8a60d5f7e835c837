import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

export interface RealtimeFaults {
  readonly broadcasts: 'whole' | 'dropped' | 'doubled' | { readonly delayedMs: number };
}

export interface RealtimeRelay {
  set(faults: Partial<RealtimeFaults>): void;
  forge(topic: string, event: string, payload: Readonly<Record<string, unknown>>): void;
  cut(): void;
  setOffline(offline: boolean): void;
  close(): void;
}

const topicPrefix = 'realtime:';

/** A frame is [join_ref, ref, topic, event, payload]. */
function eventOf(text: string): unknown {
  const frame: unknown = JSON.parse(text);
  return Array.isArray(frame) ? frame[3] : undefined;
}

/** Frames come whole, as text. */
function textOf(data: RawData): string {
  if (!Buffer.isBuffer(data)) throw new Error('a frame in pieces');
  return data.toString('utf8');
}

/** Carries the frames of `/realtime/v1` between clients of `server` and the real gateway. */
export function relayRealtime(server: Server, apiUrl: string): RealtimeRelay {
  const sockets = new WebSocketServer({ noServer: true });
  let faults: RealtimeFaults = { broadcasts: 'whole' };
  let offline = false;
  /** The join reference of each topic that a client asked for. */
  const joined = new WeakMap<WebSocket, Map<string, string | null>>();

  function deliver(client: WebSocket, text: string): void {
    const { broadcasts } = faults;
    const send = (): void => {
      if (client.readyState === client.OPEN) client.send(text);
    };
    if (broadcasts === 'whole' || eventOf(text) !== 'broadcast') return send();
    if (broadcasts === 'dropped') return;
    if (broadcasts === 'doubled') {
      send();
      return send();
    }
    setTimeout(send, broadcasts.delayedMs).unref();
  }

  function noteJoin(client: WebSocket, text: string): void {
    const [joinRef, , topic, event] = JSON.parse(text) as [string | null, unknown, string, string];
    if (event === 'phx_join') joined.get(client)?.set(topic, joinRef);
    if (event === 'phx_leave') joined.get(client)?.delete(topic);
  }

  function join(client: WebSocket, target: URL): void {
    const upstream = new WebSocket(target);
    const early: string[] = [];
    joined.set(client, new Map());
    client.on('message', (data) => {
      const text = textOf(data);
      noteJoin(client, text);
      if (upstream.readyState === upstream.OPEN) upstream.send(text);
      else early.push(text);
    });
    upstream.on('open', () => early.splice(0).forEach((text) => upstream.send(text)));
    upstream.on('message', (data) => deliver(client, textOf(data)));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.terminate());
      one.on('close', () => other.terminate());
    }
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (offline) {
      stream.destroy();
      return;
    }
    const target = new URL(request.url ?? '/', apiUrl.replace(/^http/, 'ws'));
    sockets.handleUpgrade(request, stream, head, (client) => join(client, target));
  });

  function cut(): void {
    for (const client of sockets.clients) client.terminate();
  }

  return {
    set: (now) => (faults = { ...faults, ...now }),
    forge(topic, event, payload) {
      const name = `${topicPrefix}${topic}`;
      for (const client of sockets.clients) {
        const joinRef = joined.get(client)?.get(name);
        if (joinRef === undefined) continue;
        const forged = { type: 'broadcast', event, payload };
        client.send(JSON.stringify([joinRef, null, name, 'broadcast', forged]));
      }
    },
    cut,
    setOffline(now) {
      offline = now;
      if (now) cut();
    },
    close() {
      cut();
      sockets.close();
    },
  };
}
