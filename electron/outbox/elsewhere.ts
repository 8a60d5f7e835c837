import { z } from 'zod';
import type { AccountId } from '../contract/account.ts';
import { type AssetId, assetIdSchema, blobHashSchema, idSchema } from '../contract/ids.ts';
import type { ElsewhereAsset, ElsewhereJob } from '../contract/sync.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { SqlValue, Store } from '../library/store.ts';
import { assetFieldsSchema } from './asset-fields.ts';
import { thumbnailOwner } from './heard-thumbnails.ts';
import { jobFieldsSchema } from './job-fields.ts';

/** What the account's other devices have made, as the mirror tells; the newest first. */
export interface Elsewhere {
  assets(account: AccountId, page: ElsewherePage): Page<'assets', ElsewhereAsset>;
  jobs(account: AccountId, page: ElsewherePage): Page<'jobs', ElsewhereJob>;
}

export interface ElsewherePage {
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

type Page<Name extends string, Item> = { readonly total: number } & Record<Name, Item[]>;

const assetRowSchema = z.object({ key: assetIdSchema, fields: jsonColumn(assetFieldsSchema) });
const jobRowSchema = z.object({ key: idSchema, fields: jsonColumn(jobFieldsSchema) });
const thumbnailSchema = z.object({ hash: blobHashSchema }).optional();

export function createElsewhere(store: Store): Elsewhere {
  function rows(filter: Filter, { offset, limit }: ElsewherePage): RawPage {
    const { total } = z
      .object({ total: z.number() })
      .parse(store.get(`select count(*) as total from ${filter.sql}`, ...filter.values));
    const found = store.all(
      `select key, fields from ${filter.sql}
       order by json_extract(fields, '$.created_at') desc, key limit ? offset ?`,
      ...filter.values,
      limit,
      offset,
    );
    return { total, found };
  }

  return {
    assets: (account, page) => {
      const { total, found } = rows(assetFilter(account, page.text), page);
      return { total, assets: found.map((row) => toAsset(store, account, row)) };
    },
    jobs: (account, page) => {
      const { total, found } = rows(jobFilter(account, page.text), page);
      return { total, jobs: found.map(toJob) };
    },
  };
}

interface Filter {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

interface RawPage {
  readonly total: number;
  readonly found: readonly unknown[];
}

/** An image whose pixels are here under another id is not elsewhere. */
function assetFilter(account: AccountId, text: string): Filter {
  return wordsIn(["json_extract(fields, '$.name')", "json_extract(fields, '$.tags')"], text, {
    sql: `synced_rows where account = ? and kind = 'asset' and deleted = 0 and readable = 1
      and key not in (select id from assets where trashed_at is null)
      and not exists (
        select 1 from assets where scope = synced_rows.account and trashed_at is null
          and source_hash = synced_rows.source_hash
      )`,
    values: [account],
  });
}

function jobFilter(account: AccountId, text: string): Filter {
  return wordsIn(["json_extract(fields, '$.title')", "json_extract(fields, '$.text')"], text, {
    sql: `synced_rows where account = ? and kind = 'job' and deleted = 0 and readable = 1
      and key not in (select id from jobs)`,
    values: [account],
  });
}

/** Every word must stand in one of the columns; what SQL's "like" gives a meaning has none. */
function wordsIn(columns: readonly string[], text: string, filter: Filter): Filter {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const each = columns.map((column) => `coalesce(${column}, '') like ? escape '\\'`).join(' or ');
  return {
    sql: [filter.sql, ...words.map(() => `(${each})`)].join(' and '),
    values: [
      ...filter.values,
      ...words.flatMap((word) =>
        columns.map(() => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`),
      ),
    ],
  };
}

function toAsset(store: Store, account: AccountId, row: unknown): ElsewhereAsset {
  const { key, fields } = assetRowSchema.parse(row);
  return {
    id: key,
    name: fields.name,
    tags: fields.tags,
    width: fields.width,
    height: fields.height,
    createdAt: fields.created_at,
    thumbnail: thumbnailOf(store, account, key),
  };
}

function thumbnailOf(store: Store, account: AccountId, key: AssetId): ElsewhereAsset['thumbnail'] {
  const owner = thumbnailOwner(account, key);
  return (
    thumbnailSchema.parse(store.get('select hash from kept_blobs where owner = ?', owner))?.hash ??
    null
  );
}

function toJob(row: unknown): ElsewhereJob {
  const { key, fields } = jobRowSchema.parse(row);
  return {
    id: key,
    title: fields.title,
    operation: fields.operation,
    status: fields.status,
    provider: fields.provider,
    cost: fields.cost_micro_usd,
    text: fields.text,
    createdAt: fields.created_at,
    endedAt: fields.ended_at,
  };
}
