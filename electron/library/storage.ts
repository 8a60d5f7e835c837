import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { StorageUse } from '../contract/library-channels.ts';
import type { Previews } from './previews.ts';
import type { Store } from './store.ts';

export interface StorageParts {
  readonly store: Store;
  readonly previews: Pick<Previews, 'bytes'>;
  readonly dataFolder: string;
}

const partsSchema = z.object({ originals: z.number(), results: z.number(), trash: z.number() });

/** Bytes on the disk by what they are, in all libraries of this device. */
export async function measureStorage(parts: StorageParts): Promise<StorageUse> {
  const { store, previews, dataFolder } = parts;
  // A file that is used more than once counts as what is most worth keeping.
  const files = partsSchema.parse(
    store.get(
      `select coalesce(sum(iif(kind = 1, bytes, 0)), 0) as originals,
         coalesce(sum(iif(kind = 2, bytes, 0)), 0) as results,
         coalesce(sum(iif(kind = 3, bytes, 0)), 0) as trash
       from (
         select blob, min(case when a.trashed_at is not null then 3 when v.job_id is null then 1 else 2 end) as kind
         from versions v join assets a on a.number = v.asset group by blob
       ) join blobs on hash = blob
       where missing = 0`,
    ),
  );
  const database = await Promise.all(
    ['library.db', 'library.db-wal'].map((name) =>
      stat(path.join(dataFolder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return {
    ...files,
    previews: await previews.bytes(),
    database: database.reduce((sum, size) => sum + size, 0),
  };
}
