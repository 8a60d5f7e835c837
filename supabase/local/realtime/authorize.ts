import type { JWTPayload } from 'jose';
import type { Pool } from '../postgres/database.ts';

/** Thrown to undo the probe; never seen by anybody. */
class Undo extends Error {
  readonly allowed: boolean;

  constructor(allowed: boolean) {
    super('undo');
    this.allowed = allowed;
  }
}

const roles = ['anon', 'authenticated', 'service_role'];

/**
 * Whether the policies on realtime.messages let somebody read a channel: a probe row is written,
 * looked for with their claims, and taken back.
 * @param sql connections as the superuser
 */
export async function mayJoin(
  sql: Pool,
  { topic, claims }: { readonly topic: string; readonly claims: JWTPayload },
): Promise<boolean> {
  const role = claims['role'];
  if (typeof role !== 'string' || !roles.includes(role)) return false;
  try {
    await sql.begin(async (tx) => {
      // The probe is nothing to tell anybody.
      await tx.unsafe(`set local session_replication_role = replica`);
      const [probe] = await tx<{ id: string }[]>`
        insert into realtime.messages (topic, extension, event, private)
        values (${topic}, 'broadcast', 'probe', true) returning id`;
      await tx`select
        set_config('role', ${role}, true),
        set_config('realtime.topic', ${topic}, true),
        set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
        set_config('request.jwt.claim.sub', ${claims.sub ?? ''}, true),
        set_config('request.jwt.claim.role', ${role}, true)`;
      const seen = await tx`select from realtime.messages where id = ${probe?.id ?? ''}`;
      throw new Undo(seen.length > 0);
    });
    return false;
  } catch (error) {
    if (error instanceof Undo) return error.allowed;
    // A policy that fails lets nobody in.
    return false;
  }
}
