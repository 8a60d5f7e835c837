import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { libraryQuerySchema } from '../../../electron/contract/library.ts';
import { jsonColumn } from '../../../electron/library/json-column.ts';
import { type Device, account, openDevice, settleAll, tag } from './device.ts';
import { type FakeCloud, createFakeCloud } from './fake-cloud.ts';

const contents = ['harbour', 'boat', 'quay'] as const;
const names = ['A', 'B', 'C'] as const;
const themes = ['dark', 'light', 'system'] as const;

/** What people do, and its way to the cloud and back. */
export const common = [
  ...(['drop', 'rename', 'tag', 'remove', 'theme', 'job'] as const),
  ...(['push', 'push-unheard', 'pull', 'sync'] as const),
] as const;
/** What befalls a server, and who listens to it. */
export const rare = ['prune', 'restart-pull'] as const;
export const restores = ['back-up', 'restore'] as const;
const steps = [...common, ...rare, ...restores] as const;

export interface Step {
  readonly who: number;
  readonly what: (typeof steps)[number];
  readonly which: number;
  readonly size: number;
}

/** A story by hand: "1 drop 2" is the second device dropping the third file. */
export function told(...story: readonly string[]): readonly Step[] {
  return story.map((line) => {
    const [who, name, which, size] = line.split(' ');
    const what = steps.find((step) => step === name);
    if (what === undefined) throw new Error(`there is no step ${line}`);
    return { who: Number(who), what, which: Number(which ?? 0), size: Number(size ?? 1) };
  });
}

interface World {
  readonly cloud: FakeCloud;
  readonly devices: readonly Device[];
  /** What was said of images and settings, and by which devices. */
  readonly said: Map<string, { readonly who: Set<number>; last: unknown }>;
  readonly removed: Set<string>;
  restore: (() => void) | null;
  restores: number;
}

function say({ said }: World, of: string, { who, last }: { who: number; last: unknown }): void {
  const before = said.get(of)?.who ?? [];
  said.set(of, { who: new Set([...before, who]), last });
}

/** Assets that are on a device, the newest first. */
const assetsOf = (device: Device) =>
  device.library.list(libraryQuerySchema.parse({}), account).assets;

function take(world: World, { who, what, which, size }: Step): void {
  const { cloud, devices } = world;
  const device = devices[who];
  if (device === undefined) return;
  const asset = assetsOf(device)[which % Math.max(1, assetsOf(device).length)];
  switch (what) {
    case 'drop': {
      const { id, name } = device.drop(contents[which] ?? 'harbour');
      say(world, `name ${id}`, { who, last: name });
      return;
    }
    case 'rename': {
      if (asset === undefined) return;
      const name = names[size % 3] ?? 'A';
      device.library.rename(asset.id, name);
      say(world, `name ${asset.id}`, { who, last: name });
      return;
    }
    case 'tag': {
      if (asset === undefined) return;
      const label = `${names[which] ?? 'A'}${size}`;
      tag(device, asset, label);
      say(world, `tag ${asset.id} ${label}`, { who, last: label });
      return;
    }
    case 'remove':
      if (asset === undefined) return;
      device.library.remove([asset.id]);
      world.removed.add(asset.id);
      return;
    case 'theme': {
      const theme = themes[which] ?? 'dark';
      device.settings.patch({ theme });
      say(world, 'theme', { who, last: theme });
      return;
    }
    case 'job': {
      const job = device.newJob();
      device.list.change(job, { state: { status: 'running' } });
      device.list.change(job, { state: { status: 'done' }, endedAt: which });
      return;
    }
    case 'push':
      device.replica.settle(cloud.push(device.replica.pending(size)));
      return;
    case 'push-unheard':
      cloud.push(device.replica.pending(size));
      return;
    case 'pull':
      device.replica.take(cloud.pull(device.replica.cursor(), size));
      return;
    case 'sync':
      device.sync(cloud, size);
      return;
    case 'restart-pull':
      device.replica.take(cloud.pull(null, size));
      return;
    case 'prune':
      world.cloud.prune();
      return;
    case 'back-up':
      world.restore = cloud.backUp();
      return;
    case 'restore':
      if (world.restore === null) return;
      world.restore();
      world.restores += 1;
      return;
  }
}

const rowsSchema = z.array(
  z.object({ name: z.string(), fields: jsonColumn(z.record(z.string(), z.unknown())) }),
);

const refusedSchema = z.array(z.object({ kind: z.string(), key: z.string(), reason: z.string() }));

/** What a device believes of the account, its own images and jobs included. */
function believes(device: Device): ReturnType<FakeCloud['rows']> {
  const rows = device.store.all(
    `select kind || '/' || key as name, fields from synced_rows where account = ? and deleted = 0`,
    account,
  );
  return new Map(rowsSchema.parse(rows).map(({ name, fields }) => [name, fields]));
}

/** What one device alone said, and not everybody knows: whatever a restore lost is told again. */
function lostIn({ cloud, said, removed }: World): readonly string[] {
  const rows = cloud.rows();
  return [...said].flatMap(([of, { who, last }]) => {
    const [what, id = ''] = of.split(' ');
    if (removed.has(id)) return [];
    const row = rows.get(what === 'theme' ? 'setting/theme' : `asset/${id}`);
    // What a setting is anyway is not told.
    if (what === 'theme' && row === undefined && last === 'system') return [];
    const { name, tags, value } = row ?? {};
    if (what === 'tag') return Array.isArray(tags) && tags.includes(last) ? [] : [of];
    return who.size > 1 || (what === 'theme' ? value : name) === last ? [] : [of];
  });
}

/** Where a device is apart from the cloud. */
function apartIn({ cloud, devices, removed }: World): readonly string[] {
  const rows = cloud.rows();
  const theme = rows.get('setting/theme')?.['value'];
  return devices.flatMap((device, who) => {
    const refused = refusedSchema.parse(
      device.store.all("select kind, key, reason from outbox where state = 'refused'"),
    );
    return [
      ...(isDeepStrictEqual(believes(device), rows) ? [] : [`${who} believes something else`]),
      ...(device.store.get("select 1 from outbox where state <> 'refused'") === undefined
        ? []
        : [`${who} still waits`]),
      // Each image here that the account knows is called and tagged here as it is there, but where its
      // user has yet to decide.
      ...assetsOf(device).flatMap(({ id, name, tags }) => {
        const known = rows.get(`asset/${id}`);
        if (known === undefined || refused.some(({ key }) => key === id)) return [];
        const here = { name: known['name'], tags: known['tags'] };
        return isDeepStrictEqual(here, { name, tags }) ? [] : [`${who} has another ${id}`];
      }),
      // Only a word of an image is ever refused, and only where the image was removed.
      ...refused
        .filter(({ kind, key }) => kind !== 'asset' || !removed.has(key))
        .map(({ kind, reason }) => `${who} was refused ${kind}: ${reason}`),
      ...(theme === undefined || device.settings.get().theme === theme ? [] : [`${who}: theme`]),
    ];
  });
}

/** What is wrong when all has been said and heard. */
export async function endOf(story: readonly Step[]): Promise<readonly string[]> {
  const cloud = createFakeCloud();
  const devices = await Promise.all([openDevice(), openDevice(), openDevice()]);
  const world: World = {
    cloud,
    devices,
    said: new Map(),
    removed: new Set(),
    restore: null,
    restores: 0,
  };
  try {
    for (const each of story) take(world, each);
    settleAll(cloud, devices);
    settleAll(cloud, devices);
    // After a second restore, what was told again after the first can win over what is newer.
    return [...apartIn(world), ...(world.restores > 1 ? [] : lostIn(world))];
  } finally {
    for (const device of devices) device.close();
  }
}
