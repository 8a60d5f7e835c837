import type { SupabaseClient } from '@supabase/supabase-js';
import { makeAdmin } from '../../../supabase/local/admins.ts';
import { type TestCloud, password, signedInUser } from '../../cloud/harness.ts';

/** Somebody whom the database knows as an admin, with a token that says so. */
export async function signedInAdmin(
  cloud: TestCloud,
  name: string,
): Promise<{ client: SupabaseClient; email: string; id: string }> {
  const admin = await signedInUser(cloud, name);
  await makeAdmin(cloud.sql, admin.email);
  await admin.client.auth.signInWithPassword({ email: admin.email, password });
  return admin;
}

export async function tokenOf(client: SupabaseClient): Promise<string> {
  const { data } = await client.auth.getSession();
  if (data.session === null) throw new Error('nobody is signed in');
  return data.session.access_token;
}

export interface FunctionAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls POST /config/<action> with a token, or without. */
export async function postConfig(
  cloud: TestCloud,
  action: 'validate' | 'publish' | 'rollback' | 'percent',
  request: { readonly token: string | null; readonly body: unknown },
): Promise<FunctionAnswer> {
  const response = await fetch(`${cloud.status.API_URL}/functions/v1/config/${action}`, {
    method: 'POST',
    headers: {
      apikey: cloud.status.ANON_KEY,
      'content-type': 'application/json',
      ...(request.token === null ? {} : { authorization: `Bearer ${request.token}` }),
    },
    body: JSON.stringify(request.body),
  });
  return { status: response.status, body: await response.json() };
}

/** Serves something else on a channel, whatever it served before. */
export async function publishDocument(
  cloud: TestCloud,
  token: string,
  { channel, document }: { readonly channel: string; readonly document: object },
): Promise<void> {
  const [row] = await cloud.sql<{ revision: string }[]>`
    select revision from public.config_channels where channel = ${channel}`;
  const body = { channel, document, seenRevision: Number(row?.revision ?? 0) };
  const answer = await postConfig(cloud, 'publish', { token, body });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
}
