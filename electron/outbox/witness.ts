import { z } from 'zod';
import { type AccountId, type Scope, localScope } from '../contract/account.ts';
import { type AssetId, type JobId, assetIdSchema } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { JobWitness } from '../jobs/job-list.ts';
import type { UsageEntry } from '../jobs/usage-ledger.ts';
import type { AssetWitness } from '../library/asset-witness.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import { assetFieldsSchema, localAsset, toldAsset } from './asset-fields.ts';
import { jobFields } from './job-fields.ts';
import type { RecipeWitness } from '../recipes/recipe-store.ts';
import { recipeFields } from './recipe-fields.ts';
import type { Recorder } from './recorder.ts';
import { usageFields } from './usage-fields.ts';

/** Sees what happens to images, jobs and money, and tells the cloud what belongs to an account. */
export interface Witness {
  readonly assets: AssetWitness;
  readonly jobs: JobWitness;
  readonly recipes: RecipeWitness;
  usage(scope: Scope, entry: UsageEntry): void;
}

export interface WitnessOptions {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly scopeOfJob: (id: JobId) => Scope | null;
}

const knownSchema = z
  .object({ key: assetIdSchema, fields: jsonColumn(assetFieldsSchema) })
  .optional()
  .catch(undefined);

export function createWitness({ store, recorder, scopeOfJob }: WitnessOptions): Witness {
  const assetRow = (account: AccountId, key: AssetId) => ({ account, kind: 'asset', key }) as const;

  return {
    assets: {
      written: (id) => {
        const asset = localAsset(store, id);
        if (asset === null || asset.scope === localScope) return;
        recorder.tell(assetRow(asset.scope, id), (shown) => toldAsset(asset, shown));
      },
      removing: (id) => {
        const asset = localAsset(store, id);
        if (asset === null || asset.scope === localScope) return;
        recorder.tellRemoved(assetRow(asset.scope, id));
      },
      knownElsewhere: (scope, sourceHash) => {
        if (scope === localScope) return null;
        const known = knownSchema.parse(
          store.get(
            // Named, since the planner would rather read all images of the account.
            `select key, fields from synced_rows indexed by synced_rows_by_source
             where account = ? and kind = 'asset' and source_hash = ? and deleted = 0
               and readable = 1 and key not in (select id from assets)
             order by key limit 1`,
            scope,
            sourceHash,
          ),
        );
        if (known === undefined) return null;
        const { name, tags, rating, label } = known.fields;
        return { id: known.key, name, tags, rating, label };
      },
    },
    jobs: {
      written: (job: Job) => {
        const scope = scopeOfJob(job.id);
        if (scope === null || scope === localScope) return;
        recorder.tell({ account: scope, kind: 'job', key: job.id }, (shown) =>
          jobFields(job, shown),
        );
      },
      removed: (ids, scope) => {
        if (scope === localScope) return;
        for (const key of ids) recorder.tellRemoved({ account: scope, kind: 'job', key });
      },
    },
    recipes: {
      written: (scope, kept) => {
        if (scope === localScope) return;
        recorder.tell({ account: scope, kind: 'recipe', key: kept.id }, () => recipeFields(kept));
      },
      removing: (scope, key) => {
        if (scope !== localScope) recorder.tellRemoved({ account: scope, kind: 'recipe', key });
      },
    },
    usage: (scope, entry) => {
      if (scope === localScope) return;
      recorder.tell({ account: scope, kind: 'usage', key: entry.id }, () => usageFields(entry));
    },
  };
}
