import { randomUUID } from 'node:crypto';
import { type SupabaseClient, isAuthRetryableFetchError } from '@supabase/supabase-js';
import { accountIdSchema } from '../../../electron/contract/account.ts';
import type { SyncStatus } from '../../../electron/contract/sync.ts';
import { openSync } from '../../../electron/cloud/sync/open-sync.ts';
import type { SessionAccess } from '../../../electron/cloud/sync/session-access.ts';
import type { Sync } from '../../../electron/cloud/sync/sync-loop.ts';
import type { Timers } from '../../../electron/cloud/sync/timers.ts';
import {
  type RunningCloud,
  client,
  newAddress,
  password,
  serviceClient,
} from '../../cloud/harness.ts';
import { type Edit, type MemoryReplica, createMemoryReplica } from './memory-replica.ts';

export interface Person {
  readonly id: string;
  readonly email: string;
}

/** A confirmed account. */
export async function newPerson(cloud: RunningCloud): Promise<Person> {
  const email = newAddress('sync');
  const made = await serviceClient(cloud).auth.admin.createUser({
    email,
    password,
    email_confirm: true,
  });
  if (made.error) throw made.error;
  return { id: made.data.user.id, email };
}

/** A person's session, signed in as a device does it. */
export async function signIn(
  cloud: Pick<RunningCloud, 'status'>,
  { email }: Person,
): Promise<SupabaseClient> {
  const signedIn = client(cloud);
  const { error } = await signedIn.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return signedIn;
}

export function accessOf({ auth }: SupabaseClient): SessionAccess {
  return {
    async accessToken() {
      const { data, error } = await auth.getSession();
      if (isAuthRetryableFetchError(error)) throw error;
      return data.session?.access_token ?? null;
    },
    async renew() {
      const { error } = await auth.refreshSession();
      if (error === null) return 'renewed';
      return isAuthRetryableFetchError(error) ? 'unreachable' : 'ended';
    },
  };
}

/** Waits that are so many times shorter. */
export function quickTimers(times: number, now: () => number = Date.now): Timers {
  return {
    now,
    after(milliseconds, work) {
      const timer = setTimeout(work, milliseconds / times);
      return () => clearTimeout(timer);
    },
  };
}

export interface DeviceOptions {
  /** In the place of the cloud's own address: a faulty network's. */
  readonly url?: string;
  readonly online?: () => boolean;
  readonly session?: SessionAccess;
  readonly replica?: MemoryReplica;
  readonly device?: string;
  readonly timers?: Timers;
  readonly onRevoked?: () => void;
}

export interface TestDevice {
  readonly id: string;
  readonly replica: MemoryReplica;
  readonly sync: Sync;
  /** What was told, from the first on. */
  readonly told: readonly SyncStatus[];
  /** Records and says so. */
  write(edit: Edit): void;
}

/** A device of a person, signed in and syncing; waits pass ten times as fast as in life. */
export async function openDevice(
  cloud: RunningCloud,
  person: Person,
  options: DeviceOptions = {},
): Promise<TestDevice> {
  const account = accountIdSchema.parse(person.id);
  const replica = options.replica ?? createMemoryReplica(account);
  const told: SyncStatus[] = [];
  const id = options.device ?? randomUUID();
  const sync = openSync({
    url: options.url ?? cloud.status.API_URL,
    key: cloud.status.ANON_KEY,
    account,
    device: id,
    session: options.session ?? accessOf(await signIn(cloud, person)),
    replica,
    online: options.online ?? (() => true),
    onStatus: (status) => void told.push(status),
    log: () => undefined,
    timers: options.timers ?? quickTimers(10),
    random: Math.random,
    fetch,
    onRevoked: options.onRevoked ?? (() => undefined),
    onEntitlement: () => undefined,
  });
  return {
    id,
    replica,
    sync,
    told,
    write(edit) {
      replica.record(edit);
      sync.recorded();
    },
  };
}
