import { type Context, Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import { changesBetween } from '../../../electron/configuration/changes.ts';
import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { readStrictly } from '../../../electron/configuration/read-document.ts';
import { configChannelSchema } from '../../../electron/contract/remote-config.ts';
import type { Answer, Database } from './database.ts';

const channel = configChannelSchema;
const seenRevision = z.number().int().min(0);
const percent = z.number().int().min(0).max(100);

const currentSchema = z.object({ channel, installation: z.string().max(100).default('') });
const validateSchema = z.object({ channel, document: z.unknown() });
const publishSchema = validateSchema.extend({
  note: z.string().max(1000).default(''),
  percent: percent.default(100),
  seenRevision,
});
const rollbackSchema = z.object({
  channel,
  version: z.number().int().nullable().default(null),
  seenRevision,
});
const percentSchema = z.object({ channel, percent, seenRevision });

const servedSchema = z.object({ revision: z.number(), version: z.number() }).nullable();
const overviewSchema = z.object({ document: z.unknown() });

/** A call of an SQL function that moves a channel. */
interface Change {
  readonly name: string;
  readonly [input: string]: unknown;
}

/** The largest document that the database takes, and room for the rest of a request. */
const largestBody = 600_000;

/**
 * GET  /config/current?channel&installation   what an installation gets; 204: nothing published
 * POST /config/validate                       problems, and changes against what is served
 * POST /config/publish, /rollback, /percent   for admins: 409 if somebody else was quicker
 */
export function createHandler(database: Database): Hono {
  const app = new Hono().basePath('/config');

  app.get('/current', async (c) => {
    const query = currentSchema.safeParse(c.req.query());
    if (!query.success) return refuse(400, 'invalid_request');
    const answer = await database.call('current_config', query.data, { as: 'anybody' });
    if (!answer.ok) return refuse(answer.status, answer.reason);
    const served = servedSchema.parse(answer.data);
    c.header('cache-control', 'private, no-cache');
    if (served === null) return c.body(null, 204);
    const tag = `"${served.revision}-${served.version}"`;
    c.header('etag', tag);
    if (c.req.header('if-none-match') === tag) return c.body(null, 304);
    return c.json(answer.data);
  });

  app.post('/validate', async (c) => {
    const { data: request } = validateSchema.safeParse(await bodyOf(c));
    if (request === undefined) return refuse(400, 'invalid_request');
    const served = await overview(c, request.channel);
    if (!served.ok) return refuse(served.status, served.reason);
    const reading = readStrictly(request.document, defaultConfiguration);
    return c.json({
      problems: reading.ok ? [] : reading.problems,
      changes: changesBetween(overviewSchema.parse(served.data).document, request.document),
    });
  });

  app.post('/publish', async (c) => {
    const { data: request } = publishSchema.safeParse(await bodyOf(c));
    if (request === undefined) return refuse(400, 'invalid_request');
    // Who may not publish learns nothing about documents, and admits none.
    const allowed = await overview(c, request.channel);
    if (!allowed.ok) return refuse(allowed.status, allowed.reason);
    const reading = readStrictly(request.document, defaultConfiguration);
    if (!reading.ok) return c.json({ code: 'invalid', problems: reading.problems }, 422);
    const { document } = reading;
    const admitted = await database.call('admit_config', { document }, { as: 'service' });
    if (!admitted.ok) return refuse(503, 'unavailable');
    return change(c, request.channel, {
      name: 'publish_config',
      document,
      note: request.note,
      percent: request.percent,
      seen_revision: request.seenRevision,
    });
  });

  app.post('/rollback', async (c) => {
    const { data: request } = rollbackSchema.safeParse(await bodyOf(c));
    if (request === undefined) return refuse(400, 'invalid_request');
    return change(c, request.channel, {
      name: 'rollback_config',
      to_version: request.version,
      seen_revision: request.seenRevision,
    });
  });

  app.post('/percent', async (c) => {
    const { data: request } = percentSchema.safeParse(await bodyOf(c));
    if (request === undefined) return refuse(400, 'invalid_request');
    return change(c, request.channel, {
      name: 'set_config_percent',
      percent: request.percent,
      seen_revision: request.seenRevision,
    });
  });

  /** As the caller: the database knows whether they are an admin. */
  async function asCaller(c: Context, name: string, input: object): Promise<Answer> {
    const authorization = c.req.header('authorization');
    if (authorization === undefined) return { ok: false, status: 401, reason: 'no_authorization' };
    return database.call(name, input, { as: 'user', authorization });
  }

  function overview(c: Context, of: string): Promise<Answer> {
    return asCaller(c, 'config_overview', { channel: of });
  }

  async function change(
    c: Context,
    channel: string,
    { name, ...input }: Change,
  ): Promise<Response> {
    const changed = await asCaller(c, name, { channel, ...input });
    if (!changed.ok) return refuse(changed.status, changed.reason);
    const now = await overview(c, channel);
    return now.ok ? c.json(now.data) : refuse(now.status, now.reason);
  }

  return app;
}

/** What was sent; null for what is too long, or no JSON: no request looks like that. */
async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text.length > largestBody) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuse(status: number, code: string): Response {
  return Response.json({ code }, { status });
}
