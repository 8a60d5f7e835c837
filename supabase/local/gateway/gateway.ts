import { type Server, createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type TestProvider, testProviderPath } from '../auth/test-provider.ts';
import type { MailCatcher } from '../mail/catcher.ts';
import { mailRoutes } from '../mail/routes.ts';
import { loopback } from '../processes/free-port.ts';
import { type ApiKeys, requireApiKey } from './api-keys.ts';
import { forward } from './proxy.ts';

export interface GatewayParts {
  readonly keys: ApiKeys;
  /** Base URL of PostgREST. */
  readonly restUrl: string;
  /** Answers what is below /auth/v1. */
  readonly auth: Hono;
  readonly provider: TestProvider;
  readonly mail: MailCatcher;
  /** Answers what is below /functions/v1. */
  readonly functions: Hono;
  /** Answers what is below /storage/v1: it knows who asks by tokens alone. */
  readonly storage: Hono;
}

export interface Gateway {
  readonly server: Server;
  stop(): Promise<void>;
}

/** Names of this machine: a page elsewhere that got hold of its address has another (rebinding). */
const ownNames = new Set([loopback, 'localhost', '[::1]']);

/** Paths of /auth/v1 that browsers open from links, without a key. */
const openAuthPaths = ['/verify', '/authorize', '/callback', '/.well-known/jwks.json'];

/** As upstream's: shorter, and a client's next request meets a connection that is being closed. */
const keepAliveMs = 60_000;

const allowedMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'];

function createGatewayApp(parts: GatewayParts): Hono {
  const { keys, restUrl, auth, provider, mail, functions, storage } = parts;
  const app = new Hono();
  const keyed = requireApiKey(keys);

  app.use(async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (!ownNames.has(hostname)) return c.json({ message: 'Unknown host' }, 403);
    return next();
  });
  const shared = cors({
    origin: '*',
    allowMethods: allowedMethods,
    exposeHeaders: ['content-range', 'x-total-count', 'link', 'x-sb-error-code'],
    maxAge: 3600,
  });
  for (const part of ['/rest/v1/*', '/auth/v1/*', '/functions/v1/*', '/storage/v1/*'])
    app.use(part, shared);

  app.all('/rest/v1/*', keyed, async (c) => {
    const url = new URL(c.req.url);
    return forward(c, `${restUrl}${url.pathname.slice('/rest/v1'.length)}${url.search}`);
  });

  app.use('/auth/v1/*', async (c, next) => {
    const path = c.req.path.slice('/auth/v1'.length);
    return openAuthPaths.includes(path) ? next() : keyed(c, next);
  });
  app.route('/auth/v1', auth);
  app.route('/functions/v1', functions);
  app.route('/storage/v1', storage);

  app.route(testProviderPath, provider.routes);
  app.route('/mail', mailRoutes(mail));
  app.get('/', (c) => c.json({ name: 'Emulsion embedded cloud' }));
  return app;
}

/** Serves everything under one base URL. @param port a free one on loopback */
export async function startGateway(parts: GatewayParts, port: number): Promise<Gateway> {
  const app = createGatewayApp(parts);
  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, loopback, resolve);
  });
  return {
    server,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
