import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import type postgres from 'postgres';
import { readSecrets } from '../../../supabase/local/secrets.ts';
import { createTokens } from '../../../supabase/local/tokens.ts';

/** Someone who is signed in on one device. */
export interface Member {
  readonly user: string;
  readonly device: string;
  readonly token: string;
}

export interface CrowdRequest {
  /** Connections of the role postgres. */
  readonly sql: postgres.Sql;
  /** The cloud's: its signing key is there. */
  readonly dataFolder: string;
  readonly count: number;
}

/**
 * Accounts with a session each, as after signing in. Their tokens are signed here, with the cloud's
 * own key: a thousand sign-ins would measure bcrypt.
 */
export async function makeCrowd({ sql, dataFolder, count }: CrowdRequest): Promise<Member[]> {
  const secrets = await readSecrets(path.resolve(dataFolder));
  if (secrets === undefined) throw new Error(`no secrets in ${dataFolder}`);
  const tokens = await createTokens(secrets);
  const people = Array.from({ length: count }, () => ({
    user: randomUUID(),
    session: randomUUID(),
    device: randomUUID(),
  }));
  await sql`
    insert into auth.users (id, aud, role, email, email_confirmed_at, created_at)
    select id::uuid, 'authenticated', 'authenticated', id || '@example.com', now(), now()
    from unnest(${people.map(({ user }) => user)}::text[]) as id`;
  await sql`
    insert into auth.sessions (id, user_id, aal, created_at)
    select session::uuid, person::uuid, 'aal1', now()
    from unnest(
      ${people.map(({ session }) => session)}::text[], ${people.map(({ user }) => user)}::text[]
    ) as made (session, person)`;
  const now = Math.floor(Date.now() / 1000);
  return Promise.all(
    people.map(async ({ user, session, device }) => ({
      user,
      device,
      token: await tokens.sign({
        aud: 'authenticated',
        exp: now + 3600,
        iat: now,
        sub: user,
        role: 'authenticated',
        aal: 'aal1',
        session_id: session,
        user_role: 'user',
      }),
    })),
  );
}

export interface Api {
  /** Milliseconds from sending to the last byte of the answer; throws unless it is a 200. */
  call(member: Member, name: string, body: object): Promise<{ ms: number; answer: unknown }>;
  close(): void;
}

/** The API as a client library calls it, with connections that stay open. */
export function createApi(apiUrl: string, apiKey: string, connections: number): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    call: (member, name, body) =>
      new Promise((resolve, reject) => {
        const text = JSON.stringify(body);
        const startedAt = performance.now();
        const sent = request(
          `${apiUrl}/rest/v1/rpc/${name}`,
          {
            method: 'POST',
            agent,
            headers: {
              apikey: apiKey,
              authorization: `Bearer ${member.token}`,
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
            },
          },
          (response) => {
            readAll(response)
              .then((answer) => {
                if (response.statusCode !== 200)
                  throw new Error(`${response.statusCode} ${answer}`);
                resolve({ ms: performance.now() - startedAt, answer: JSON.parse(answer) });
              }, reject)
              .catch(reject);
          },
        );
        sent.on('error', reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}

async function readAll(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += String(chunk);
  return text;
}
