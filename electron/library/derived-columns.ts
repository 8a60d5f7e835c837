import { z } from 'zod';
import { textResultSchema } from '../contract/jobs.ts';
import { jsonColumn } from './json-column.ts';
import type { Store } from './store.ts';

const mostTags = 100;

const assetRowSchema = z.object({
  name: z.string(),
  heardTags: jsonColumn(z.array(z.string())),
  ownTexts: z.string(),
  ownCreator: z.string().nullable(),
  ownKeywords: jsonColumn(z.array(z.string())).nullable(),
  originalVersionId: z.string(),
  latestVersionId: z.string(),
  versionCount: z.number(),
});
const promptRowsSchema = z.array(z.object({ prompt: z.string() }));
const providerRowsSchema = z.array(z.object({ provider: z.string() }));
const resultRowsSchema = z.array(z.object({ result: jsonColumn(textResultSchema) }));

/**
 * Recomputes what an asset's row and its search entry repeat of its versions and annotations, so
 * that the grid and the search read one row each. Call it in the transaction of the change.
 */
export function refreshAsset(store: Store, asset: number, now: number): void {
  const row = assetRowSchema.parse(
    store.get(
      `select name, heard_tags as heardTags, trim(title || char(10) || description || char(10) || alt_text, char(10)) as ownTexts,
         words ->> '$.creator' as ownCreator, words -> '$.keywords' as ownKeywords,
         (select id from versions where asset = assets.number order by number limit 1) as originalVersionId,
         (select id from versions where asset = assets.number order by number desc limit 1) as latestVersionId,
         (select count(*) from versions where asset = assets.number) as versionCount
       from assets where number = ?`,
      asset,
    ),
  );
  const providers = providerRowsSchema.parse(
    store.all(
      `select provider from versions where asset = ? and provider is not null
       union select provider from annotations where asset = ?`,
      asset,
      asset,
    ),
  );
  const prompts = promptRowsSchema.parse(
    store.all('select distinct prompt from versions where asset = ? and prompt is not null', asset),
  );
  const results = resultRowsSchema.parse(
    store.all('select result from annotations where asset = ? order by number', asset),
  );
  // The account's first, in its order: devices that add to the same list agree on it in the end.
  const tags = [
    ...new Set([
      ...row.heardTags,
      ...results.flatMap(({ result }) =>
        result.kind === 'tags' ? result.tags.map(({ label }) => label) : [],
      ),
    ]),
  ].slice(0, mostTags);
  const texts = results.flatMap(({ result }) => (result.kind === 'text' ? [result.text] : []));

  store.run(
    `update assets set original_version_id = ?, latest_version_id = ?, version_count = ?,
       tags = ?, providers = ?, has_text = ?, updated_at = ?,
       format = (select facts ->> '$.format' from versions where id = ?),
       bytes = (select facts ->> '$.bytes' from versions where id = ?),
       simulated = exists (
         select 1 from versions where asset = assets.number and receipt ->> '$.simulated'
         union all
         select 1 from annotations where asset = assets.number and receipt ->> '$.simulated'
       )
     where number = ?`,
    row.originalVersionId,
    row.latestVersionId,
    row.versionCount,
    JSON.stringify(tags),
    JSON.stringify(providers.map(({ provider }) => provider)),
    texts.length > 0 ? 1 : 0,
    now,
    row.latestVersionId,
    row.latestVersionId,
    asset,
  );
  store.run(
    'insert or replace into asset_search (rowid, name, prompts, tags, texts) values (?, ?, ?, ?, ?)',
    asset,
    row.name,
    prompts.map(({ prompt }) => prompt).join('\n'),
    tags.join('\n'),
    [row.ownTexts, row.ownCreator ?? '', ...(row.ownKeywords ?? []), ...texts].join('\n'),
  );
}
