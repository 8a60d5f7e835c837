import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { AccountId } from '../../contract/account.ts';
import { fail } from '../../contract/app-error.ts';
import type { BlobHash } from '../../contract/ids.ts';
import { exportOptionsSchema } from '../../contract/images.ts';
import type { ImageService } from '../../images/image-service.ts';
import { dataOf } from '../cloud-failure.ts';
import type { Accounts, OpenAccount } from './accounts.ts';

/** The library's care for pictures that are no assets. */
export interface KeptImages {
  /** Into the blob store, under an owner's name: shown by `media://` until it is dropped. */
  keepImage(owner: string, file: string): Promise<BlobHash>;
  dropImage(owner: string): void;
}

/** What the active account shows of itself: its name and its picture. */
export interface Profile {
  setName(displayName: string): Promise<void>;
  /** Any image that the app reads. Throws what the image workers throw, `file-too-large` at the last. */
  setAvatar(file: string): Promise<void>;
  removeAvatar(): Promise<void>;
  /** Reads an account's profile from the cloud, whoever has changed it. */
  read(opened: OpenAccount): Promise<void>;
  /** Lets the picture of an account go that is off the list. */
  forget(account: AccountId): void;
}

export interface ProfileOptions {
  readonly accounts: Accounts;
  readonly images: ImageService;
  readonly kept: KeptImages;
  /** Makes a new folder; it is removed when the work in it is done. */
  readonly temporaryFolder: () => Promise<string>;
}

const avatarSide = 256;
/** What the cloud takes. */
const largestAvatarBytes = 32_768;
/** WebP's quality, the best first: noise of 256 × 256 pixels fits at the last. */
const qualities = [85, 65, 40, 15];

const rowSchema = z.object({
  display_name: z.string().max(100),
  /** As PostgREST writes bytes. */
  avatar: z
    .string()
    .max(2 + 2 * largestAvatarBytes)
    .regex(/^\\x(?:[0-9a-f]{2})+$/)
    .nullable(),
});

export function createProfile({
  accounts,
  images,
  kept,
  temporaryFolder,
}: ProfileOptions): Profile {
  /** What was checked in this run need not be again: account and bytes. */
  const checked = new Map<AccountId, string>();

  async function withFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
    const folder = await temporaryFolder();
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async function write({ account, session }: OpenAccount, change: object): Promise<void> {
    const rows = await session.data();
    dataOf(await rows.from('profiles').update(change).eq('user_id', account));
  }

  /** The smallest loss with which the picture fits. */
  async function compress(file: string, folder: string): Promise<string> {
    await images.inspect(file);
    const normal = await images.normalise({ path: file, outFolder: folder });
    for (const quality of qualities) {
      const outPath = path.join(folder, `${quality}.webp`);
      const options = exportOptionsSchema.parse({
        format: 'webp',
        quality,
        longestSide: avatarSide,
        metadata: 'strip',
      });
      const source = { path: normal?.path ?? file, metadataFrom: null };
      const { bytes } = await images.encode({ ...source, options, outPath });
      if (bytes <= largestAvatarBytes) return outPath;
    }
    throw fail('file-too-large', { params: { limit: largestAvatarBytes } });
  }

  async function keep(account: AccountId, file: string): Promise<void> {
    accounts.describe(account, { avatar: await kept.keepImage(ownerOf(account), file) });
  }

  function drop(account: AccountId): void {
    checked.delete(account);
    accounts.describe(account, { avatar: null });
    kept.dropImage(ownerOf(account));
  }

  return {
    setName: async (displayName) => {
      const opened = accounts.current();
      await write(opened, { display_name: displayName });
      accounts.describe(opened.account, { displayName });
    },
    setAvatar: (file) =>
      withFolder(async (folder) => {
        const opened = accounts.current();
        const small = await compress(file, folder);
        const hex = (await readFile(small)).toString('hex');
        await write(opened, { avatar: String.raw`\x${hex}` });
        await keep(opened.account, small);
      }),
    removeAvatar: async () => {
      const opened = accounts.current();
      await write(opened, { avatar: null });
      drop(opened.account);
    },
    read: async ({ account, session }) => {
      const rows = await session.data();
      const own = rows.from('profiles').select('display_name, avatar').eq('user_id', account);
      const row = rowSchema.parse(dataOf(await own.single()));
      accounts.describe(account, { displayName: row.display_name });
      const { avatar } = row;
      if (avatar === null) return drop(account);
      if (checked.get(account) === avatar) return;
      await withFolder(async (folder) => {
        const file = path.join(folder, 'avatar.webp');
        await writeFile(file, Buffer.from(avatar.slice(2), 'hex'));
        // Whatever the cloud holds is a stranger's file until a worker has decoded it.
        const { facts } = await images.inspect(file);
        if (Math.max(facts.width, facts.height) > avatarSide) throw fail('file-too-many-pixels');
        await keep(account, file);
      });
      checked.set(account, avatar);
    },
    forget: (account) => kept.dropImage(ownerOf(account)),
  };
}

function ownerOf(account: AccountId): string {
  return `avatar/${account}`;
}
