import { z } from 'zod';
import { type BlobHash, blobHashSchema } from '../contract/ids.ts';
import type { AssetAccess } from './asset-access.ts';
import type { Store } from './store.ts';

/** Which of the library's files are on the disk. */
export interface FileStates {
  /** Compares the blobs whose hash begins with two digits with those that are there. */
  compareFiles(digits: string, present: ReadonlySet<string>): void;
  isMissing(hash: BlobHash): boolean;
  missingCount(): number;
  /** Its file is there again. */
  fileCame(hash: BlobHash): void;
}

const blobsSchema = z.array(
  z.object({ hash: blobHashSchema, missing: z.number().transform((flag) => flag === 1) }),
);
const numbersSchema = z.array(z.object({ number: z.number() }));

export function createFileStates(store: Store, access: AssetAccess): FileStates {
  function setMissing(hash: BlobHash, missing: boolean): void {
    store.transaction(() => {
      store.run('update blobs set missing = ? where hash = ?', missing ? 1 : 0, hash);
      const users = numbersSchema.parse(
        store.all('select distinct asset as number from versions where blob = ?', hash),
      );
      for (const { number } of users) access.shownAnew(number);
    });
  }

  return {
    compareFiles: (digits, present) => {
      const blobs = blobsSchema.parse(
        store.all(
          // The character after "f" ends the range of hashes that begin with the digits.
          "select hash, missing from blobs where hash >= ? and hash < ? || 'g'",
          digits,
          digits,
        ),
      );
      for (const { hash, missing } of blobs) {
        if (present.has(hash) === missing) setMissing(hash, !missing);
      }
    },
    isMissing: (hash) =>
      store.get('select 1 from blobs where hash = ? and missing = 1', hash) !== undefined,
    missingCount: () =>
      z
        .object({ count: z.number() })
        .parse(store.get('select count(*) as count from blobs where missing = 1')).count,
    fileCame: (hash) => setMissing(hash, false),
  };
}
