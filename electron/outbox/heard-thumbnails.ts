import { z } from 'zod';
import { type AccountId } from '../contract/account.ts';
import { type BlobHash, blobHashSchema } from '../contract/ids.ts';
import type { Store } from '../library/store.ts';
import type { Fields } from './lay-over.ts';
import type { HeardName } from './row-name.ts';

/**
 * Small pictures of images on other devices: as they came, apart from their rows (they are large),
 * until a worker has looked at them; then as blobs. Each call joins the caller's transaction.
 */
export interface HeardThumbnails {
  /** Takes the picture out of an asset's fields and keeps it for the worker. */
  takeOut(row: HeardName, fields: Fields): Fields;
  next(account: AccountId): HeardThumbnail | null;
  /** Looked at. Null: it is no picture that may be shown. */
  judged(thumbnail: HeardThumbnail, blob: BlobHash | null): void;
}

export interface HeardThumbnail {
  readonly account: AccountId;
  readonly key: string;
  /** Base64 of a WebP file. */
  readonly data: string;
}

/** Bytes of a thumbnail's file. */
export const mostThumbnailBytes = 24 * 1024;
const mostCharacters = Math.ceil(mostThumbnailBytes / 3) * 4;

const rowSchema = z.object({ key: z.string(), data: z.string() }).optional();

/** The name under which a thumbnail is kept among the blobs. */
export function thumbnailOwner(account: AccountId, key: string): string {
  return `thumbnail/${account}/${key}`;
}

export function createHeardThumbnails(store: Store): HeardThumbnails {
  function forget({ account, key }: Pick<HeardName, 'account' | 'key'>): void {
    store.run('delete from heard_thumbnails where account = ? and key = ?', account, key);
    store.run('delete from kept_blobs where owner = ?', thumbnailOwner(account, key));
  }

  return {
    takeOut: (row, fields) => {
      const { thumbnail, ...rest } = fields;
      if (thumbnail === undefined && 'name' in rest) return rest;
      forget(row);
      const isHere = store.get('select 1 from assets where id = ?', row.key) !== undefined;
      if (typeof thumbnail === 'string' && thumbnail.length <= mostCharacters && !isHere) {
        store.run(
          'insert into heard_thumbnails (account, key, data) values (?, ?, ?)',
          row.account,
          row.key,
          thumbnail,
        );
      }
      return rest;
    },
    next: (account) => {
      const row = rowSchema.parse(
        store.get('select key, data from heard_thumbnails where account = ? limit 1', account),
      );
      return row === undefined ? null : { account, ...row };
    },
    judged: ({ account, key, data }, blob) => {
      store.transaction(() => {
        const changes = store.run(
          'delete from heard_thumbnails where account = ? and key = ? and data = ?',
          account,
          key,
          data,
        );
        // Another one has come meanwhile.
        if (changes === 0 || blob === null) return;
        store.run(
          'insert or replace into kept_blobs (owner, hash) values (?, ?)',
          thumbnailOwner(account, key),
          blobHashSchema.parse(blob),
        );
      });
    },
  };
}
