/** Libraries of several accounts side by side, and what their cloud has to hear and was heard of it. */
export const accountsMigration = `
  -- Whose library a row belongs to: 'local', or an account's id. The same file may be in several.
  create table assets_by_scope (
    number integer primary key,
    id text not null unique,
    scope text not null default 'local',
    name text not null,
    source_hash text,
    created_at integer not null,
    updated_at integer not null,
    original_version_id text,
    latest_version_id text,
    version_count integer not null default 0,
    tags text not null default '[]',
    -- Tags that the account knows from any device: they are shown besides those found here.
    heard_tags text not null default '[]',
    providers text not null default '[]',
    unique (scope, source_hash)
  ) strict;
  insert into assets_by_scope
    (number, id, name, source_hash, created_at, updated_at, original_version_id, latest_version_id,
     version_count, tags, providers)
  select number, id, name, source_hash, created_at, updated_at, original_version_id,
    latest_version_id, version_count, tags, providers
  from assets;
  drop table assets;
  alter table assets_by_scope rename to assets;
  create index assets_by_place on assets (scope, number);

  alter table jobs add column scope text not null default 'local';
  drop index jobs_by_status;
  create index jobs_by_status on jobs (status, scope, ended_at);

  -- Kept apart from the job, which may be cleared while an answer is under way.
  alter table attempts add column scope text not null default 'local';

  -- What was spent, one row an attempt; a correction is a row of its own.
  create table usage_ledger (
    id text primary key,
    scope text not null,
    attempt_id text not null,
    job_id text not null,
    provider text not null,
    model text not null,
    operation text not null,
    cost integer not null,
    simulated integer not null,
    corrects text,
    occurred_at integer not null
  ) strict, without rowid;
  create index usage_ledger_by_scope on usage_ledger (scope, occurred_at);
  create index usage_ledger_by_attempt on usage_ledger (attempt_id);

  -- Changes that an account's cloud has to hear. An operation that was sent once never changes.
  create table outbox (
    op_id text primary key,
    account text not null,
    n integer not null,
    kind text not null,
    key text not null,
    deleted integer not null,
    fields text not null,
    base_seq integer,
    -- taken: the cloud has it under "seq", and no pull has brought it back yet.
    state text not null check (state in ('new', 'sent', 'taken', 'refused')),
    seq integer,
    reason text,
    changed_at integer not null
  ) strict, without rowid;
  create unique index outbox_by_order on outbox (account, n);
  create index outbox_by_state on outbox (account, state, n);
  create index outbox_by_row on outbox (account, kind, key, n);

  -- The cloud's rows as last heard. stale, 1: of before a snapshot
  -- that has not brought them yet; 2: a restored server lacks them, and nobody has told it yet.
  create table synced_rows (
    account text not null,
    kind text not null,
    key text not null,
    seq integer not null,
    deleted integer not null default 0,
    fields text not null,
    stale integer not null default 0,
    -- Number of this device's own last change of the row, as far as it was heard.
    own_seq integer,
    -- 0: kept as it came, but nothing here can use it.
    readable integer not null default 1,
    source_hash text generated always as (json_extract(fields, '$.source_hash')) virtual,
    primary key (account, kind, key)
  ) strict, without rowid;
  create index synced_rows_by_source on synced_rows (account, kind, source_hash);

  -- Rows of this device that the user's other devices deleted, or that the cloud may not have.
  create table unsynced (
    account text not null,
    kind text not null,
    key text not null,
    primary key (account, kind, key)
  ) strict, without rowid;

  create table sync_state (
    account text primary key,
    next_n integer not null,
    cursor text,
    epoch text,
    -- The snapshot under way is one of a restored server: what it lacks is sent again.
    is_restored integer not null default 0,
    left_local integer not null default 0,
    -- Setting → its value here and there when both were last compared.
    settings text not null default '{}'
  ) strict, without rowid;

  -- Whose values the settings file holds.
  create table settings_owner (
    id integer primary key check (id = 1),
    account text not null
  ) strict;

  -- Small pictures as another device sent them, until a worker has looked at them.
  create table heard_thumbnails (
    account text not null,
    key text not null,
    data text not null,
    primary key (account, key)
  ) strict, without rowid;

  -- Files among the blobs that no version names: thumbnails of other devices, an account's picture.
  create table kept_blobs (
    owner text primary key,
    hash text not null
  ) strict, without rowid;
  create index kept_blobs_by_hash on kept_blobs (hash);
`;
