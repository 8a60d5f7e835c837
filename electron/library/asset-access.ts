import { z } from 'zod';
import { fail } from '../contract/app-error.ts';
import type { AssetId } from '../contract/ids.ts';
import type { Asset } from '../contract/library.ts';
import { assetColumns, parseAsset } from './asset-rows.ts';
import type { AssetWitness } from './asset-witness.ts';
import { refreshAsset } from './derived-columns.ts';
import type { Store } from './store.ts';

/** How the parts of the library find an asset, and tell that it has changed. */
export interface AssetAccess {
  /** The key inside the database; null: there is no such asset. */
  numberOf(assetId: AssetId): number | null;
  /** Throws `not-found`. */
  requireNumber(assetId: AssetId): number;
  at(number: number): Asset;
  isTrashed(number: number): boolean;
  /** Brings what is derived of versions and texts up to date, then `touched`. */
  changed(number: number): Asset;
  /** The row itself was written: who has to hear of it does, the window once it is on disk. */
  touched(number: number): Asset;
  /** Only the window hears: something beside the row is another. */
  shownAnew(number: number): void;
}

export interface AssetAccessOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly onAssetChanged: (asset: Asset) => void;
  readonly witness: AssetWitness;
}

const numberRowSchema = z.object({ number: z.number() }).optional();

export function createAssetAccess(options: AssetAccessOptions): AssetAccess {
  const { store, now, onAssetChanged, witness } = options;

  function numberOf(assetId: AssetId): number | null {
    const row = store.get('select number from assets where id = ?', assetId);
    return numberRowSchema.parse(row)?.number ?? null;
  }

  function at(number: number): Asset {
    return parseAsset(
      store.get(
        `select ${assetColumns} from assets a join versions v on v.id = a.latest_version_id where a.number = ?`,
        number,
      ),
    );
  }

  function isTrashed(number: number): boolean {
    return (
      store.get('select 1 from assets where number = ? and trashed_at is not null', number) !==
      undefined
    );
  }

  function tell(number: number): Asset {
    // Who looks at the library, here or elsewhere, has seen it go already.
    if (isTrashed(number)) return at(number);
    witness.written(at(number).id);
    const asset = at(number);
    store.afterCommit(() => onAssetChanged(asset));
    return asset;
  }

  return {
    numberOf,
    shownAnew: (number) => {
      if (!isTrashed(number)) store.afterCommit(() => onAssetChanged(at(number)));
    },
    requireNumber: (assetId) => {
      const number = numberOf(assetId);
      if (number === null) throw fail('not-found', { params: { what: 'asset' } });
      return number;
    },
    at,
    isTrashed,
    changed: (number) => {
      refreshAsset(store, number, now());
      return tell(number);
    },
    touched: (number) => {
      store.run('update assets set updated_at = ? where number = ?', now(), number);
      return tell(number);
    },
  };
}
