import type { Context, MiddlewareHandler } from 'hono';

export interface ApiKeys {
  readonly anon: string;
  readonly serviceRole: string;
}

/** The key of a request, from its header or, for WebSockets and links, its query. */
function apiKeyOf(c: Context): string | undefined {
  return c.req.header('apikey') ?? c.req.query('apikey');
}

export function isApiKey(key: string, keys: ApiKeys): boolean {
  return key === keys.anon || key === keys.serviceRole;
}

/** Lets nobody through without one of the project's API keys, in the words of upstream's gateway. */
export function requireApiKey(keys: ApiKeys): MiddlewareHandler {
  return async (c, next) => {
    const key = apiKeyOf(c);
    if (key === undefined) return c.json({ message: 'No API key found in request' }, 401);
    if (!isApiKey(key, keys)) return c.json({ message: 'Invalid authentication credentials' }, 401);
    return next();
  };
}
