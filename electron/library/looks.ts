import { z } from 'zod';
import { type AssetId, type BlobHash, blobHashSchema } from '../contract/ids.ts';
import type { Rows, Store } from './store.ts';

/** A difference hash of 64 bits, as two unsigned halves. */
export interface Look {
  readonly high: number;
  readonly low: number;
}

/** How originals look, and which of them look alike. */
export interface Looks {
  /** Some of the assets whose original was not looked at yet. */
  waiting(limit: number): readonly { readonly number: number; readonly blob: BlobHash }[];
  /** Null: it can't be told. */
  put(number: number, look: Look | null): void;
  /**
   * Numbers of the assets that look like this one, itself first, then the most alike. They may be
   * gone, in the trash or in another library: the query decides. Empty where the look is not known.
   */
  alike(assetId: AssetId): readonly number[];
}

/** Of 64 bits: a photo saved again, resized or a little brighter stays below, another one rarely does. */
const mostBits = 12;
const mostAlike = 200;

const waitingSchema = z.array(z.object({ number: z.number(), blob: blobHashSchema }));
const lookSchema = z.object({ number: z.number(), high: z.number(), low: z.number() }).optional();
const packedSchema = z.object({ packed: z.string().nullable() });

type Alike = Pick<Looks, 'alike'> & {
  /** A look that was just written. */
  readonly hear: (number: number, look: Look) => void;
};

/** Finds what looks alike among all that is in the database. */
export function createAlike(store: Rows): Alike {
  /** Read at the first question, and after somebody else wrote: 12 bytes an image. */
  let known: { readonly table: LookTable; readonly version: number } | null = null;

  /** One text instead of one object a row: six times as fast. */
  function readTable(): LookTable {
    const { packed } = packedSchema.parse(
      store.get(
        `select group_concat(number || ',' || look_high || ',' || look_low) as packed
         from assets where look_high is not null`,
      ),
    );
    const read = createLookTable();
    const values = packed === null ? [] : packed.split(',');
    for (let at = 0; at < values.length; at += 3) {
      read.put(Number(values[at]), { high: Number(values[at + 1]), low: Number(values[at + 2]) });
    }
    return read;
  }

  function table(): LookTable {
    const version = store.dataVersion();
    if (known?.version !== version) known = { table: readTable(), version };
    return known.table;
  }

  return {
    hear: (number, look) => known?.table.put(number, look),
    alike: (assetId) => {
      const look = lookSchema.parse(
        store.get(
          `select number, look_high as high, look_low as low from assets
           where id = ? and look_high is not null`,
          assetId,
        ),
      );
      if (look === undefined) return [];
      const others = table()
        .near(look, mostBits)
        .filter((number) => number !== look.number);
      return [look.number, ...others].slice(0, mostAlike);
    },
  };
}

export function createLooks(store: Store): Looks {
  const { alike, hear } = createAlike(store);
  return {
    alike,
    waiting: (limit) =>
      waitingSchema.parse(
        store.all(
          `select a.number, v.blob from assets a join versions v on v.id = a.original_version_id
           where a.look_state is null limit ?`,
          limit,
        ),
      ),
    put: (number, look) => {
      store.run(
        'update assets set look_state = ?, look_high = ?, look_low = ? where number = ?',
        look === null ? 'none' : 'known',
        look?.high ?? null,
        look?.low ?? null,
        number,
      );
      if (look !== null) hear(number, look);
    },
  };
}

/** Looks by the number of their asset, side by side in memory. */
export interface LookTable {
  put(number: number, look: Look): void;
  /** Numbers of those that differ in at most so many bits; the most alike first, then the newest. */
  near(look: Look, bits: number): readonly number[];
}

export function createLookTable(): LookTable {
  let rows = new Uint32Array(3 * 1024);
  let length = 0;
  const places = new Map<number, number>();

  return {
    put: (number, { high, low }) => {
      const place = places.get(number) ?? length;
      if (place === length) length += 3;
      if (length > rows.length) {
        const larger = new Uint32Array(rows.length * 2);
        larger.set(rows);
        rows = larger;
      }
      places.set(number, place);
      rows.set([number, high, low], place);
    },
    near: ({ high, low }, bits) => {
      const found: { readonly number: number; readonly distance: number }[] = [];
      for (let at = 0; at < length; at += 3) {
        const distance = bitCount((rows[at + 1] ?? 0) ^ high) + bitCount((rows[at + 2] ?? 0) ^ low);
        if (distance <= bits) found.push({ number: rows[at] ?? 0, distance });
      }
      return found
        .sort((a, b) => a.distance - b.distance || b.number - a.number)
        .map(({ number }) => number);
    },
  };
}

/** Bits that are set in 32 (H. S. Warren, "Hacker's Delight", 5-1). */
function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
