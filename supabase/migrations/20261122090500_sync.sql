-- What signed-in devices share: rows merged field by field, and the log that tells of each change.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.sync_head (
  user_id uuid primary key references auth.users (id) on delete cascade,
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  min_cursor bigint not null default 0,
  updated_at timestamptz not null default now(),
  check (min_cursor between 0 and seq)
);
comment on table public.sync_head is
  'One row for each user, locked by every push: numbers come in commit order, without gaps.';
comment on column public.sync_head.epoch is
  'Changes when the server was restored: what devices know of it is void then.';
comment on column public.sync_head.min_cursor is
  'The log begins after this number: who knows less takes a snapshot.';

create table public.sync_ops (
  user_id uuid not null references auth.users (id) on delete cascade,
  seq bigint not null,
  op_id uuid not null,
  device_id uuid not null,
  n bigint not null,
  kind text not null,
  key text not null,
  deleted boolean not null,
  fields jsonb not null,
  overwritten jsonb not null,
  hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (user_id, seq),
  unique (user_id, op_id)
);
comment on table public.sync_ops is
  'The log of accepted operations, in the order in which the server took them.';
comment on column public.sync_ops.n is 'The device''s own count of its operations.';
comment on column public.sync_ops.fields is 'What took effect: a stale job state has none.';
comment on column public.sync_ops.overwritten is 'What the fields held before: nothing is lost.';
comment on column public.sync_ops.hash is 'The same op_id with another hash is no retry.';
create index sync_ops_created_at_idx on public.sync_ops (created_at);

-- The shape that the synced tables share.
create table private.synced_rows (
  user_id uuid not null,
  key text not null check (length(key) between 1 and 200),
  fields jsonb not null check (jsonb_typeof(fields) = 'object'),
  field_seqs jsonb not null,
  seq bigint not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (user_id, key),
  -- Room for any receipt; pixels are not synced.
  constraint row_size check (octet_length(fields::text) <= 262144)
);
comment on table private.synced_rows is 'A pattern: it has no rows of its own.';
comment on column private.synced_rows.field_seqs is
  'Field → number of the operation that wrote it last.';
comment on column private.synced_rows.seq is 'Number of the last operation on this row.';
comment on column private.synced_rows.deleted_at is 'A tombstone, kept for 90 days.';
alter table private.synced_rows enable row level security;

create table public.jobs (
  like private.synced_rows including all,
  run bigint generated always as (coalesce((fields ->> 'run')::bigint, 0)) stored,
  status text generated always as (coalesce(fields ->> 'status', 'queued')) stored
    check (status in (
      'queued', 'paused', 'waiting', 'preparing', 'running', 'saving', 'unknown',
      'done', 'failed', 'cancelled'
    )),
  foreign key (user_id) references auth.users (id) on delete cascade
);
comment on table public.jobs is 'Jobs and their receipts: what was done, never the pixels.';
comment on column public.jobs.run is
  'Counts how often the job was sent back to the queue; its state only moves forward within a run.';
create index jobs_status_idx on public.jobs (user_id, status);

create table public.recipes (
  like private.synced_rows including all,
  foreign key (user_id) references auth.users (id) on delete cascade
);
comment on table public.recipes is 'Ordered lists of operations that a user keeps.';

create table public.settings (
  like private.synced_rows including all,
  foreign key (user_id) references auth.users (id) on delete cascade
);
comment on table public.settings is 'Settings that follow a user from device to device. Never a key.';

create table public.assets (
  like private.synced_rows including all,
  foreign key (user_id) references auth.users (id) on delete cascade
);
comment on table public.assets is 'Titles and tags of images; the images stay where they are.';

alter table public.sync_head enable row level security;
alter table public.sync_ops enable row level security;
alter table public.jobs enable row level security;
alter table public.recipes enable row level security;
alter table public.settings enable row level security;
alter table public.assets enable row level security;

grant select on
  public.sync_head, public.sync_ops, public.jobs, public.recipes, public.settings, public.assets
to authenticated;

-- Read only, and by their owner alone: what changes goes through sync_push().
create policy "read own head" on public.sync_head
  for select to authenticated
  using (user_id = (select auth.uid()));
create policy "read own log" on public.sync_ops
  for select to authenticated
  using (user_id = (select auth.uid()));
create policy "read own jobs" on public.jobs
  for select to authenticated
  using (user_id = (select auth.uid()));
create policy "read own recipes" on public.recipes
  for select to authenticated
  using (user_id = (select auth.uid()));
create policy "read own settings" on public.settings
  for select to authenticated
  using (user_id = (select auth.uid()));
create policy "read own assets" on public.assets
  for select to authenticated
  using (user_id = (select auth.uid()));

-- Channels of hints: each user's own, and the configuration's.
create policy "hear own changes and configuration" on realtime.messages
  for select to authenticated
  using (
    extension = 'broadcast'
    and (
      (select realtime.topic()) = 'user:' || (select auth.uid())::text
      or (select realtime.topic()) like 'config:%'
    )
  );
create policy "hear of configuration without an account" on realtime.messages
  for select to anon
  using (extension = 'broadcast' and (select realtime.topic()) like 'config:%');
