import { accountsMigration } from './accounts-migration.ts';
import { curationMigration } from './curation-migration.ts';
import { editsMigration } from './edits-migration.ts';
import { masksMigration } from './masks-migration.ts';
import { restoresMigration } from './restores-migration.ts';
import { variantsMigration } from './variants-migration.ts';
import { warningsMigration } from './warnings-migration.ts';
import { watchesMigration } from './watches-migration.ts';
import { wordsHistoryMigration } from './words-history-migration.ts';

/**
 * The schema's history, oldest first; the database's `user_version` counts those already run.
 * Append only: a released migration never changes. All pending ones run in one transaction, after
 * the file has been backed up.
 */
export const migrations: readonly string[] = [
  `
  -- Files of the library by content. The file itself lies under blobs/.
  create table blobs (
    hash text primary key,
    bytes integer not null,
    created_at integer not null
  ) strict, without rowid;

  -- "number" orders the grid (newest first) and is the search index's rowid.
  create table assets (
    number integer primary key,
    id text not null unique,
    name text not null,
    -- What was dropped, before it was normalised: duplicates are found by it.
    source_hash text unique,
    created_at integer not null,
    updated_at integer not null,
    -- Derived from versions and annotations whenever one is added.
    original_version_id text,
    latest_version_id text,
    version_count integer not null default 0,
    tags text not null default '[]',
    providers text not null default '[]'
  ) strict;

  create table versions (
    number integer primary key,
    id text not null unique,
    asset integer not null references assets (number) on delete cascade,
    blob text not null references blobs (hash),
    facts text not null,
    created_at integer not null,
    -- Null for an original.
    job_id text,
    operation text,
    provider text,
    prompt text,
    parent text,
    receipt text
  ) strict;
  create index versions_by_asset on versions (asset, number);
  create index versions_by_blob on versions (blob);
  create index versions_by_provider on versions (provider, operation, asset);
  create index versions_by_operation on versions (operation, asset);

  create table annotations (
    number integer primary key,
    id text not null unique,
    asset integer not null references assets (number) on delete cascade,
    version_id text not null,
    job_id text not null,
    operation text not null,
    provider text not null,
    created_at integer not null,
    result text not null,
    receipt text not null
  ) strict;
  create index annotations_by_asset on annotations (asset, number);
  create index annotations_by_provider on annotations (provider, operation, asset);
  create index annotations_by_operation on annotations (operation, asset);

  create virtual table asset_search using fts5 (
    name, prompts, tags, texts,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
  );

  create table jobs (
    id text primary key,
    request text not null,
    title text not null,
    -- Repeats the state's status, for the index.
    status text not null,
    state text not null,
    priority integer not null,
    position real not null,
    created_at integer not null,
    started_at integer,
    ended_at integer,
    result text,
    receipt text,
    -- What the user has agreed to for this job.
    consents text not null,
    -- A verified result not yet in the library: saving begins again from here after a crash.
    outcome text
  ) strict, without rowid;
  create index jobs_by_status on jobs (status, ended_at);

  -- One row per request that may cost money, written before the request leaves.
  create table attempts (
    id text primary key,
    job_id text not null,
    provider text not null,
    model text not null,
    operation text not null,
    started_at integer not null,
    reserved integer not null,
    status text not null check (status in ('sending', 'ended')),
    remote_id text,
    may_have_billed integer not null default 0,
    -- The job's run was saved or decided on: of no concern to a recovery.
    closed integer not null default 0,
    record text
  ) strict, without rowid;
  create index attempts_by_job on attempts (job_id);

  create table budget_entries (
    attempt_id text primary key,
    provider text not null,
    amount integer not null,
    status text not null check (status in ('reserved', 'settled', 'held')),
    -- Local calendar: 2026-11-22 and 2026-11.
    day text not null,
    month text not null
  ) strict, without rowid;
  create index budget_entries_by_month on budget_entries (month, day, status, amount);

  -- Accounts that rest until the user acts: a bad key, no credit left.
  create table accounts (
    provider text primary key,
    error text not null,
    closed_at integer not null
  ) strict, without rowid;

  create table result_cache (
    key text primary key,
    value text not null,
    created_at integer not null
  ) strict, without rowid;
  create index result_cache_by_age on result_cache (created_at);
  `,
  `
  -- How long the last answers took, by provider, operation and model: samples is a JSON array of ms.
  create table latencies (
    key text primary key,
    samples text not null
  ) strict, without rowid;
  `,
  accountsMigration,
  `
  -- Usage is asked for by time, here and of other devices.
  create index attempts_by_start on attempts (scope, started_at);
  alter table synced_rows add column occurred_at text
    generated always as (json_extract(fields, '$.occurred_at')) virtual;
  create index synced_rows_by_time on synced_rows (account, kind, occurred_at);
  `,
  `
  create table recipes (
    id text primary key,
    scope text not null,
    recipe text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict, without rowid;
  create index recipes_by_scope on recipes (scope, created_at);

  -- A recipe over many files. The recipe is a copy: a change of the kept one is another run.
  create table batches (
    id text primary key,
    scope text not null,
    recipe text not null,
    recipe_hash text not null,
    -- The dropped paths, and the folder of the outputs.
    inputs text not null,
    folder text,
    state text not null,
    status text not null,
    -- Inputs found so far; all of them once "listed" is 1.
    found integer not null default 0,
    listed integer not null default 0,
    cap integer,
    on_cap text not null,
    created_at integer not null,
    ended_at integer
  ) strict, without rowid;
  create index batches_by_scope on batches (scope, created_at);

  create table batch_items (
    batch text not null references batches (id) on delete cascade,
    number integer not null,
    path text not null,
    -- Below the dropped folder, with "/".
    folder text not null,
    status text not null,
    -- One for each operation step that was submitted: written before it is.
    jobs text not null default '[]',
    outputs text not null default '[]',
    texts text not null default '[]',
    error text,
    cost integer not null default 0,
    ms integer not null default 0,
    primary key (batch, number),
    unique (batch, path)
  ) strict, without rowid;
  create index batch_items_by_status on batch_items (batch, status, number);

  -- What a recipe made of an input: the same bytes are not worked on again while the outputs are
  -- there as they were written.
  create table batch_stamps (
    recipe_hash text not null,
    out_folder text not null,
    folder text not null,
    name text not null,
    source_hash text not null,
    outputs text not null,
    texts text not null,
    primary key (recipe_hash, out_folder, folder, name)
  ) strict, without rowid;
  `,
  curationMigration,
  editsMigration,
  `
  -- Creator, copyright, keywords and time, as the user says them, and what the user took away of
  -- what the file says: JSON. Null: nothing.
  alter table assets add column words text;
  `,
  masksMigration,
  variantsMigration,
  watchesMigration,
  warningsMigration,
  restoresMigration,
  wordsHistoryMigration,
];
