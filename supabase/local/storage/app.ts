import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Tokens } from '../tokens.ts';
import { readIncoming } from './incoming.ts';
import { type ObjectName, assertName, readObjectName } from './object-name.ts';
import { type Caller, type Objects, type StoredObject, service } from './objects.ts';
import { StorageError, invalidToken, refuse } from './storage-error.ts';
import type { UrlTokens } from './url-tokens.ts';

interface StorageParts {
  readonly objects: Objects;
  readonly urlTokens: UrlTokens;
  readonly tokens: Pick<Tokens, 'verify'>;
  /** Hears of what nobody expected. */
  readonly report: (error: Error) => void;
}

const callerSchema = z.looseObject({ role: z.enum(['anon', 'authenticated', 'service_role']) });
const signSchema = z.object({ expiresIn: z.int().positive().max(31_536_000) });
const removeSchema = z.object({ prefixes: z.array(z.string()).min(1).max(1000) });

/**
 * What is below /storage/v1: objects in private buckets, in the words of Supabase Storage, as far as
 * this project asks for them.
 *
 *   POST   /object/upload/sign/<bucket>/<name>         an address to write to
 *   PUT    /object/upload/sign/<bucket>/<name>?token=  writes there
 *   POST   /object/sign/<bucket>/<name>                an address to read from
 *   GET    /object/sign/<bucket>/<name>?token=         reads there
 *   POST   /object/<bucket>/<name>                     writes as the caller
 *   GET    /object/<bucket>/<name>                     reads as the caller
 *   DELETE /object/<bucket>                            removes {prefixes}
 */
export function createStorageApp({ objects, urlTokens, tokens, report }: StorageParts): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    if (error instanceof StorageError) {
      const { statusCode, error: code, message } = error;
      return c.json({ statusCode, error: code, message }, 400);
    }
    report(error);
    return c.json({ statusCode: '500', error: 'Internal', message: 'Internal Server Error' }, 500);
  });
  app.notFound((c) => {
    const message = `Route ${c.req.method}:${c.req.path} not found`;
    return c.json({ statusCode: '404', error: 'Not Found', message }, 404);
  });

  app.post('/object/upload/sign/*', async (c) => {
    const object = nameIn(c, '/object/upload/sign/');
    const caller = await callerOf(c);
    const upsert = c.req.header('x-upsert') === 'true';
    await objects.limitsOf(object.bucket);
    await objects.assertMayWrite(object, caller, upsert);
    const token = await urlTokens.signUpload(object, { upsert, owner: caller.sub });
    return c.json({ url: addressOf('/object/upload/sign', object, token), token });
  });

  app.put('/object/upload/sign/*', async (c) => {
    const object = nameIn(c, '/object/upload/sign/');
    const { owner, upsert } = await urlTokens.verifyUpload(tokenIn(c), object);
    await store(c, object, { owner, upsert });
    return c.json({ Key: `${object.bucket}/${object.name}` });
  });

  app.post('/object/sign/*', async (c) => {
    const object = nameIn(c, '/object/sign/');
    const caller = await callerOf(c);
    const { expiresIn } = await read(c, signSchema);
    await objects.find(object, caller);
    const token = await urlTokens.signDownload(object, expiresIn);
    return c.json({ signedURL: addressOf('/object/sign', object, token) });
  });

  app.get('/object/sign/*', async (c) => {
    const object = nameIn(c, '/object/sign/');
    await urlTokens.verifyDownload(tokenIn(c), object);
    return send(await objects.find(object, service));
  });

  app.post('/object/:bucket/*', async (c) => {
    const object = nameIn(c, '/object/');
    const caller = await callerOf(c);
    const upsert = c.req.header('x-upsert') === 'true';
    await objects.assertMayWrite(object, caller, upsert);
    const { id } = await store(c, object, { owner: caller.sub, upsert });
    return c.json({ Id: id, Key: `${object.bucket}/${object.name}` });
  });

  app.get('/object/:bucket/*', async (c) => {
    const object = nameIn(c, '/object/');
    return send(await objects.find(object, await callerOf(c)));
  });

  app.delete('/object/:bucket', async (c) => {
    const caller = await callerOf(c);
    const bucket = c.req.param('bucket');
    const { prefixes } = await read(c, removeSchema);
    for (const name of prefixes) assertName({ bucket, name });
    return c.json(await objects.remove(bucket, prefixes, caller));
  });

  return app;

  async function callerOf(c: Context): Promise<Caller> {
    const [, token] = /^bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (token === undefined)
      throw invalidToken('headers must have required property authorization');
    const claims = await tokens.verify(token).catch(() => {
      throw invalidToken('invalid signature');
    });
    const caller = callerSchema.safeParse(claims);
    if (!caller.success) throw invalidToken('invalid claims');
    return caller.data;
  }

  async function store(
    c: Context,
    object: ObjectName,
    how: { readonly upsert: boolean; readonly owner: string | undefined },
  ): Promise<StoredObject> {
    const limits = await objects.limitsOf(object.bucket);
    const incoming = await readIncoming(c.req.raw, limits);
    return objects.write(object, incoming, { ...how, mostBytes: limits.mostBytes });
  }

  async function send(stored: StoredObject): Promise<Response> {
    const { size, mimetype, cacheControl } = stored.metadata;
    return new Response(await objects.open(stored), {
      headers: {
        'content-type': mimetype,
        'content-length': String(size),
        'cache-control': cacheControl,
        // What somebody has stored is shown by nobody as a page of this origin.
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      },
    });
  }
}

/** The name in a request's address, as it was sent: frameworks resolve and decode it. */
function nameIn(c: Context, below: string): ObjectName {
  const [path = ''] = c.req.url.replace(/^https?:\/\/[^/]+/, '').split('?');
  const start = path.indexOf(below);
  if (start < 0) throw refuse('invalidRequest');
  return readObjectName(path.slice(start + below.length));
}

function tokenIn(c: Context): string {
  const token = c.req.query('token');
  if (token === undefined) throw invalidToken('querystring must have required property token');
  return token;
}

function addressOf(below: string, { bucket, name }: ObjectName, token: string): string {
  const path = `${bucket}/${name}`.split('/').map(encodeURIComponent).join('/');
  return `${below}/${path}?token=${token}`;
}

async function read<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = schema.safeParse(await c.req.json().catch(() => null));
  if (!body.success) throw refuse('invalidRequest');
  return body.data;
}
