import { Hono } from 'hono';
import type { CloudConfig } from '../config.ts';
import type { FunctionsRuntime } from '../functions/runtime.ts';
import type { Tokens } from '../tokens.ts';
import { forward } from './proxy.ts';

interface FunctionsParts {
  readonly runtime: FunctionsRuntime;
  readonly config: CloudConfig['functions'];
  readonly tokens: Tokens;
}

/** Passes requests on to the functions; those that want it only with a token of the project. */
export function functionsRoutes({ runtime, config, tokens }: FunctionsParts): Hono {
  const routes = new Hono();

  routes.all('/:name/*', async (c) => {
    const name = c.req.param('name');
    if (!runtime.has(name)) {
      return c.json({ code: 'NOT_FOUND', message: 'Requested function was not found' }, 404);
    }
    if (config[name]?.verify_jwt ?? true) {
      const [, token] = /^bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
      if (token === undefined) {
        return c.json(
          { code: 'UNAUTHORIZED_NO_AUTH_HEADER', message: 'Missing authorization header' },
          401,
        );
      }
      const claims = await tokens.verify(token).catch(() => undefined);
      if (claims === undefined || typeof claims['role'] !== 'string') {
        return c.json({ code: 'UNAUTHORIZED_INVALID_JWT_FORMAT', message: 'Invalid JWT' }, 401);
      }
    }
    const url = new URL(c.req.url);
    const path = url.pathname.slice('/functions/v1'.length);
    return forward(c, `${await runtime.url()}${path}${url.search}`);
  });

  return routes;
}
