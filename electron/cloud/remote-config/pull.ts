import { z } from 'zod';
import { fail } from '../../contract/app-error.ts';
import { type ConfigChannel, configChannelSchema } from '../../contract/remote-config.ts';

/** What a channel serves to one installation. The document may be anything: its reader decides. */
export const servedSchema = z
  .object({
    channel: configChannelSchema,
    revision: z.int().nonnegative(),
    version: z.int().nonnegative(),
    document: z.unknown(),
    published_at: z.iso.datetime({ offset: true }),
  })
  .readonly();
export type Served = z.infer<typeof servedSchema>;

export type Pulled =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'served'; readonly served: Served; readonly tag: string | null };

export interface PullParts {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  readonly channel: ConfigChannel;
  /** Decides whether a roll-out to a part of the installations reaches this one. */
  readonly installation: string;
}

const patienceMs = 15_000;
/** Twice what the cloud stores. */
const largestBytes = 1_048_576;

/**
 * Asks once; `tag` names what was served before. Needs no account.
 * Throws `cloud-unreachable`, `cloud-refused`.
 */
export async function pull(parts: PullParts, tag: string | null): Promise<Pulled> {
  const { url, key, fetch, channel, installation } = parts;
  const query = new URLSearchParams({ channel, installation });
  const response = await fetch(`${url}/functions/v1/config/current?${query.toString()}`, {
    headers: { apikey: key, ...(tag === null ? {} : { 'if-none-match': tag }) },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  }).catch((cause: unknown) => {
    throw fail('cloud-unreachable', { cause });
  });
  if (response.status === 304) return { kind: 'unchanged' };
  if (response.status === 204) return { kind: 'nothing' };
  if (response.status !== 200) {
    await response.body?.cancel();
    throw fail('cloud-refused', { cause: `status ${response.status}` });
  }
  const text = await readText(response);
  const served = servedSchema.safeParse(parse(text));
  if (!served.success || served.data.channel !== channel) {
    throw fail('cloud-refused', { cause: 'not an answer of the function config' });
  }
  return { kind: 'served', served: served.data, tag: response.headers.get('etag') };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > largestBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw fail('cloud-unreachable', { cause });
  }
  if (bytes > largestBytes) throw fail('cloud-refused', { cause: `over ${largestBytes} bytes` });
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
