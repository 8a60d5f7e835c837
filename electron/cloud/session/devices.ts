import { z } from 'zod';
import type { Device } from '../../contract/account.ts';
import { fail } from '../../contract/app-error.ts';
import { idSchema } from '../../contract/ids.ts';
import { dataOf } from '../cloud-failure.ts';
import type { OpenAccount } from './accounts.ts';

/** What this installation says of itself. */
export interface ThisDevice {
  readonly name: string;
  readonly platform: string;
  readonly appVersion: string;
}

/**
 * Makes this installation known to the account, or seen again, and ties its session to it, so that
 * signing it out from afar ends the session.
 */
export async function registerDevice(
  { session, device }: OpenAccount,
  { name, platform, appVersion }: ThisDevice,
): Promise<void> {
  const rows = await session.data();
  dataOf(await rows.rpc('register_device', { device, name, platform, app_version: appVersion }));
}

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const rowsSchema = z.array(
  z.object({
    id: idSchema,
    name: z.string(),
    platform: z.string(),
    app_version: z.string(),
    user_agent: z.string().nullish(),
    created_at: moment,
    last_seen_at: moment,
    revoked_at: z.string().nullable(),
    signed_in: z.boolean(),
    is_this: z.boolean(),
  }),
);

/** The account's devices, the one used last first; also sessions that never named their device. */
export async function listDevices({ session, device }: OpenAccount): Promise<readonly Device[]> {
  const rows = await session.data();
  return rowsSchema.parse(dataOf(await rows.rpc('list_devices'))).map((row) => ({
    id: row.id,
    name: (row.name === '' ? (row.user_agent ?? '') : row.name).slice(0, 100),
    platform: row.platform.slice(0, 40),
    appVersion: row.app_version.slice(0, 40),
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    isThis: row.is_this || row.id === device,
    revoked: !row.signed_in,
  }));
}

export async function renameDevice(
  { account, session }: OpenAccount,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const rows = await session.data();
  const own = rows.from('devices').update({ name }).eq('user_id', account).eq('id', id);
  const renamed = z.array(z.unknown()).parse(dataOf(await own.select('id')));
  if (renamed.length === 0) throw fail('not-found', { params: { what: 'device' } });
}

/** Signs a device out from afar. */
export async function revokeDevice({ session }: OpenAccount, id: string): Promise<void> {
  const rows = await session.data();
  const found = z.boolean().parse(dataOf(await rows.rpc('revoke_device', { device: id })));
  if (!found) throw fail('not-found', { params: { what: 'device' } });
}
