import { z } from 'zod';
import { type AccountId, localScope } from '../contract/account.ts';
import { type AssetId, type JobId, assetIdSchema, jobIdSchema } from '../contract/ids.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { recipeIdSchema, recipeSchema } from '../contract/recipes.ts';
import type { BringAlong } from '../contract/sync.ts';
import type { UsageEntry } from '../jobs/usage-ledger.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { SyncStates } from './sync-state.ts';
import type { Witness } from './witness.ts';

/** Work made without an account, and its way into one. */
export interface BringingAlong {
  /** Null: there is none, or the user keeps it apart from this account. */
  offer(account: AccountId): BringAlong | null;
  /** All of it, in one transaction, with what the cloud has to hear; returns what has moved. */
  bring(account: AccountId): {
    readonly assetIds: readonly AssetId[];
    readonly jobIds: readonly JobId[];
  };
  leave(account: AccountId): void;
}

export interface BringAlongParts {
  readonly store: Store;
  readonly states: SyncStates;
  readonly witness: Witness;
  readonly tellJob: (id: JobId) => void;
}

const countsSchema = z.object({ assets: z.number(), jobs: z.number() });
const assetsSchema = z.array(z.object({ id: assetIdSchema }));
const jobsSchema = z.array(z.object({ id: jobIdSchema }));

const usageSchema = z.array(
  z.object({
    id: z.string(),
    jobId: jobIdSchema,
    provider: providerIdSchema,
    model: z.string(),
    operation: z.string(),
    cost: z.number(),
    simulated: z.number().transform((flag) => flag === 1),
    corrects: z.string().nullable(),
    occurredAt: z.number(),
  }),
);

export function createBringingAlong(parts: BringAlongParts): BringingAlong {
  const { store, states, witness } = parts;

  return {
    offer: (account) => {
      if (states.get(account).leftLocal) return null;
      const counts = countsSchema.parse(
        store.get(
          `select (select count(*) from assets where scope = 'local' and trashed_at is null) as assets,
             (select count(*) from jobs where scope = 'local') as jobs`,
        ),
      );
      return counts.assets + counts.jobs === 0 ? null : counts;
    },
    bring: (account) =>
      store.transaction(() => {
        // The same file may be in the account already: then both stay, and only one is found by it.
        store.run(
          `update assets set source_hash = null
           where scope = 'local' and source_hash in (select source_hash from assets where scope = ?)`,
          account,
        );
        const assetIds = assetsSchema
          .parse(
            store.all("update assets set scope = ? where scope = 'local' returning id", account),
          )
          .map(({ id }) => id);
        const jobIds = jobsSchema
          .parse(store.all("update jobs set scope = ? where scope = 'local' returning id", account))
          .map(({ id }) => id);
        store.run("update attempts set scope = ? where scope = 'local'", account);
        store.run("update collections set scope = ? where scope = 'local'", account);
        for (const kept of movedRecipes(store, account)) witness.recipes.written(account, kept);
        store.run("update batches set scope = ? where scope = 'local'", account);
        for (const id of assetIds) witness.assets.written(id);
        for (const id of jobIds) parts.tellJob(id);
        for (const entry of movedUsage(store, account)) witness.usage(account, entry);
        return { assetIds, jobIds };
      }),
    leave: (account) => states.set(account, { leftLocal: true }),
  };
}

const recipesSchema = z.array(z.object({ id: recipeIdSchema, recipe: jsonColumn(recipeSchema) }));

function movedRecipes(store: Store, account: AccountId): z.infer<typeof recipesSchema> {
  return recipesSchema.parse(
    store.all(
      `update recipes set scope = ? where scope = '${localScope}' returning id, recipe`,
      account,
    ),
  );
}

function movedUsage(store: Store, account: AccountId): readonly UsageEntry[] {
  const rows = store.all(
    `update usage_ledger set scope = ? where scope = '${localScope}'
     returning id, job_id as jobId, provider, model, operation, cost, simulated, corrects,
       occurred_at as occurredAt`,
    account,
  );
  return usageSchema.parse(rows);
}
