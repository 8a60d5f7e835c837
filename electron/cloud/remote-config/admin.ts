import { z } from 'zod';
import { fail } from '../../contract/app-error.ts';
import type { OutputOf, ParsedInputOf } from '../../contract/channels.ts';
import {
  type ConfigOutcome,
  type ServedConfig,
  configProblemSchema,
  configVerdictSchema,
  servedConfigSchema,
} from '../../contract/config-channels.ts';
import { type ConfigChannel, configChannelSchema } from '../../contract/remote-config.ts';
import { dailyMarginsSchema, sumMargins } from './margins.ts';

/** What an admin does, asked of the cloud, which decides whether they may. */
export type ConfigAdmin = {
  readonly [
    Name in
      | 'admin.config.load'
      | 'admin.config.validate'
      | 'admin.config.publish'
      | 'admin.config.rollback'
      | 'admin.config.percent'
      | 'admin.margins'
  ]: (input: ParsedInputOf<Name>) => Promise<OutputOf<Name>>;
};

export interface AdminParts {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  /** Of the active account; null: nobody is signed in. Throws `cloud-unreachable`. */
  readonly accessToken: () => Promise<string | null>;
  readonly now: () => number;
}

const patienceMs = 30_000;
const dayMs = 86_400_000;
const marginDays = 30;

const whole = z.int().nonnegative();
const overviewSchema = z
  .object({
    channel: configChannelSchema,
    revision: whole,
    version: whole.nullable(),
    stable_version: whole.nullable(),
    percent: z.int().min(0).max(100),
    document: z.record(z.string(), z.json()),
    versions: z.array(
      z.object({
        version: whole,
        note: z.string(),
        author: z.string().max(320).nullable(),
        published_at: z.iso.datetime({ offset: true }),
      }),
    ),
  })
  .transform(({ stable_version: stableVersion, versions, ...served }): ServedConfig =>
    servedConfigSchema.parse({
      ...served,
      stableVersion,
      versions: versions.map(({ published_at: at, ...version }) => ({
        ...version,
        publishedAt: Date.parse(at),
      })),
    }),
  );
const refusalSchema = z.object({ problems: z.array(configProblemSchema) });

export function createConfigAdmin({ url, key, fetch, accessToken, now }: AdminParts): ConfigAdmin {
  const post = (path: string, body: unknown): Promise<Response> =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const token = await accessToken();
    if (token === null) throw fail('account-signed-out');
    const headers = new Headers(init.headers);
    headers.set('apikey', key);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${path}`, {
      ...init,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    }).catch((cause: unknown) => {
      throw fail('cloud-unreachable', { cause });
    });
  }

  async function load(channel: ConfigChannel): Promise<ServedConfig> {
    return read(await post('/rest/v1/rpc/config_overview', { channel }), overviewSchema);
  }

  async function change(
    action: 'publish' | 'rollback' | 'percent',
    input: { readonly channel: ConfigChannel },
  ): Promise<ConfigOutcome> {
    const response = await post(`/functions/v1/config/${action}`, input);
    switch (response.status) {
      case 409:
        await response.body?.cancel();
        return { outcome: 'conflict', served: await load(input.channel) };
      case 422:
        return { outcome: 'refused', ...refusalSchema.parse(await response.json()) };
      default:
        return { outcome: 'done', served: await read(response, overviewSchema) };
    }
  }

  return {
    'admin.config.load': load,
    'admin.config.validate': async (input) =>
      read(await post('/functions/v1/config/validate', input), configVerdictSchema),
    'admin.config.publish': (input) => change('publish', input),
    'admin.config.rollback': (input) => change('rollback', input),
    'admin.config.percent': (input) => change('percent', input),
    'admin.margins': async () => {
      const since = new Date(now() - marginDays * dayMs).toISOString().slice(0, 10);
      const daily = await ask(`/rest/v1/ai_margins?day=gt.${since}&order=day.desc`);
      return { since, margins: sumMargins(await read(daily, dailyMarginsSchema)) };
    },
  };
}

async function read<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!response.ok) {
    await response.body?.cancel();
    throw fail(kindOf(response.status), { cause: `status ${response.status}` });
  }
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw fail('cloud-refused', { cause: parsed.error });
  return parsed.data;
}

function kindOf(status: number) {
  switch (status) {
    case 401:
      return 'account-signed-out';
    case 403:
      return 'not-allowed';
    case 404:
      return 'not-found';
    case 429:
      return 'account-too-often';
    case 400:
    case 413:
      return 'invalid-request';
    default:
      return status >= 500 ? 'cloud-unreachable' : 'cloud-refused';
  }
}
