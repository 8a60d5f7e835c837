import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Passed, passOn } from './pass-on.ts';
import { type RealtimeFaults, type RealtimeRelay, relayRealtime } from './relay-realtime.ts';

/** What happens to one request. The first word says on which side of the server's commit. */
export type RequestFault =
  /** The server never hears it; the connection breaks. */
  | { readonly kind: 'request-lost' }
  /** The server does it; the connection breaks before the answer. */
  | { readonly kind: 'answer-lost' }
  /** The server does it; half of the answer's text arrives, as if that were all. */
  | { readonly kind: 'answer-truncated' }
  /** The server does it; the answer is changed on its way: fields of another version, say. */
  | { readonly kind: 'answer-rewritten'; readonly rewrite: (answer: unknown) => unknown }
  /** The server does it twice, one after the other; the second answer arrives. */
  | { readonly kind: 'doubled' }
  /** The server does it, and once more after the next request: an old packet that turned up. */
  | { readonly kind: 'repeated-late' }
  /** The connection breaks at once, and the server does it all the same after the next request. */
  | { readonly kind: 'arrived-late' }
  /** The server does it after this time. */
  | { readonly kind: 'delayed'; readonly ms: number }
  /** Somebody before the server answers: 401, 429, 503. */
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface Refusal {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What PostgREST and gateways say, word for word. */
export const refusals = {
  tokenExpired: {
    status: 401,
    body: { code: 'PGRST301', details: null, hint: null, message: 'JWT expired' },
    headers: {
      'www-authenticate': 'Bearer error="invalid_token", error_description="JWT expired"',
    },
  },
  /** A gateway's: seconds in the header. The database's own 429 has them in `hint`. */
  tooMany: {
    status: 429,
    body: { message: 'API rate limit exceeded' },
    headers: { 'retry-after': '1' },
  },
  unavailable: { status: 503, body: { message: 'name resolution failed' } },
  /** No JSON: the page of some proxy. */
  badGateway: { status: 502, body: '<html><body>502 Bad Gateway</body></html>' },
} as const satisfies Record<string, Refusal>;

export type Target = 'push' | 'pull' | 'auth' | 'functions' | 'any';

export interface FaultOrder {
  readonly on: Target;
  readonly fault: RequestFault;
  /** How many matching requests it meets; 1 if not given. */
  readonly times?: number;
}

/**
 * The embedded cloud as a bad network shows it: an HTTP and WebSocket proxy in front of the
 * gateway. Give it to a client in the place of `API_URL`; the keys stay the same. One for each
 * device, so that a fault meets one device alone:
 *
 *     const network = await startFaultyCloud(cloud.status.API_URL);
 *     network.fail({ on: 'push', fault: { kind: 'answer-lost' } });   // the next push
 *     network.fail({ on: 'pull', fault: { kind: 'refused', refusal: refusals.tooMany }, times: 3 });
 *     network.realtime({ broadcasts: 'dropped' });                    // until said otherwise
 *     network.setOffline(true);                                       // nothing gets through
 *     …
 *     network.heal();            // no faults, online, realtime as it should be
 *     await network.settled();   // what is late has arrived: now compare
 *
 * Orders are met in the order given, each by the first request that it matches; what matches none
 * passes untouched.
 */
export interface FaultyCloud {
  /** Base URL for clients. */
  readonly url: string;
  fail(order: FaultOrder): void;
  /** How broadcasts travel from now on; joins and heartbeats are never touched. */
  realtime(faults: Partial<RealtimeFaults>): void;
  /** Sends a broadcast that the server never sent to everybody who joined the topic. */
  forge(topic: string, event: string, payload: Readonly<Record<string, unknown>>): void;
  /** Breaks the sockets that are open. */
  cutRealtime(): void;
  /** Offline: each connection breaks at once, sockets too. */
  setOffline(offline: boolean): void;
  heal(): void;
  /** Resolves when nothing is on its way, late requests included: they are sent now. */
  settled(): Promise<void>;
  /** How often each fault has met a request. */
  readonly met: ReadonlyMap<RequestFault['kind'], number>;
  /** How many requests of a kind came, faults or not. */
  seen(target: Target): number;
  close(): Promise<void>;
}

interface Standing {
  readonly order: FaultOrder;
  left: number;
}

function targetOf(path: string): Exclude<Target, 'any'> | undefined {
  if (path.startsWith('/rest/v1/rpc/sync_push')) return 'push';
  if (path.startsWith('/rest/v1/rpc/sync_pull')) return 'pull';
  if (path.startsWith('/auth/v1/')) return 'auth';
  if (path.startsWith('/functions/v1/')) return 'functions';
  return undefined;
}

export async function startFaultyCloud(apiUrl: string): Promise<FaultyCloud> {
  const standing: Standing[] = [];
  const met = new Map<RequestFault['kind'], number>();
  const seen = new Map<Target, number>();
  const underWay = new Set<Promise<unknown>>();
  const late: Passed[] = [];
  let offline = false;

  function nextFault(path: string): RequestFault | undefined {
    const target = targetOf(path);
    seen.set('any', (seen.get('any') ?? 0) + 1);
    if (target !== undefined) seen.set(target, (seen.get(target) ?? 0) + 1);
    const found = standing.find(({ order }) => order.on === 'any' || order.on === target);
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) standing.splice(standing.indexOf(found), 1);
    const { fault } = found.order;
    met.set(fault.kind, (met.get(fault.kind) ?? 0) + 1);
    return fault;
  }

  /** What became of them nobody hears. */
  async function sendLate(requests: readonly Passed[]): Promise<void> {
    for (const request of requests) await passOn(request).catch(() => undefined);
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request: Passed = {
      url: new URL(incoming.url ?? '/', apiUrl),
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    };
    const fault = offline ? ({ kind: 'request-lost' } as const) : nextFault(request.url.pathname);
    const waiting = late.splice(0);
    try {
      await meet(request, fault, outgoing);
    } finally {
      await sendLate(waiting);
    }
  }

  async function meet(
    request: Passed,
    fault: RequestFault | undefined,
    outgoing: ServerResponse,
  ): Promise<void> {
    switch (fault?.kind) {
      case 'request-lost':
        outgoing.destroy();
        return;
      case 'arrived-late':
        outgoing.destroy();
        late.push(request);
        return;
      case 'refused': {
        const { status, body = {}, headers = {} } = fault.refusal;
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const type = typeof body === 'string' ? 'text/html' : 'application/json';
        outgoing.writeHead(status, { 'content-type': type, ...headers }).end(text);
        return;
      }
      case 'doubled':
        await passOn(request);
        break;
      case 'delayed':
        await delay(fault.ms);
        break;
      case 'repeated-late':
        late.push(request);
        break;
      default:
        break;
    }
    const given = await passOn(request);
    if (fault?.kind === 'answer-lost') {
      outgoing.destroy();
      return;
    }
    let { body } = given;
    if (fault?.kind === 'answer-truncated') body = body.subarray(0, body.length >> 1);
    if (fault?.kind === 'answer-rewritten') {
      body = Buffer.from(JSON.stringify(fault.rewrite(JSON.parse(body.toString('utf8')))));
    }
    const headers = { ...given.headers, 'content-length': String(body.length) };
    outgoing.writeHead(given.status, headers).end(body);
  }

  const server = createServer((incoming, outgoing) => {
    // A client that gave up meanwhile.
    outgoing.on('error', () => undefined);
    const work = answer(incoming, outgoing)
      .catch(() => outgoing.destroy())
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  const relay: RealtimeRelay = relayRealtime(server, apiUrl);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function setOffline(now: boolean): void {
    offline = now;
    relay.setOffline(now);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (order) => void standing.push({ order, left: order.times ?? 1 }),
    realtime: relay.set,
    forge: relay.forge,
    cutRealtime: relay.cut,
    setOffline,
    heal() {
      standing.splice(0);
      setOffline(false);
      relay.set({ broadcasts: 'whole' });
    },
    async settled() {
      while (underWay.size > 0 || late.length > 0) {
        await Promise.all(underWay);
        await sendLate(late.splice(0));
      }
    },
    met,
    seen: (target) => seen.get(target) ?? 0,
    async close() {
      relay.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
