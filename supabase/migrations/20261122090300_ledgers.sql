-- Money and usage: insert-only, in monthly parts, exact under concurrency.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.usage_ledger (
  user_id uuid references auth.users (id) on delete set null,
  id uuid not null,
  device_id uuid,
  job_id uuid,
  provider text not null check (length(provider) between 1 and 60),
  model text not null default '' check (length(model) <= 200),
  operation text not null check (length(operation) between 1 and 60),
  cost_micro_usd bigint not null check (cost_micro_usd between -1e15 and 1e15),
  simulated boolean not null default false,
  corrects uuid,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  -- Only a correction may take something back.
  check (cost_micro_usd >= 0 or corrects is not null),
  primary key (id, recorded_at)
) partition by range (recorded_at);
comment on table public.usage_ledger is
  'What each job cost with the user''s own keys. Insert-only: a correction is a new row.';
comment on column public.usage_ledger.id is 'Made on the device; unique for each user.';
comment on column public.usage_ledger.cost_micro_usd is 'Millionths of a US dollar.';
comment on column public.usage_ledger.recorded_at is 'The server''s clock: devices'' clocks drift.';
comment on column public.usage_ledger.user_id is 'Null once the account is deleted.';
create index usage_ledger_user_id_idx on public.usage_ledger (user_id, id);

create table public.credit_accounts (
  user_id uuid primary key references auth.users (id) on delete cascade,
  balance bigint not null default 0,
  held bigint not null default 0,
  updated_at timestamptz not null default now(),
  check (held >= 0 and balance >= held)
);
comment on table public.credit_accounts is
  'Sums of the credit ledger, kept so that one row decides whether there is enough.';
comment on column public.credit_accounts.held is 'Reserved by jobs under way; part of the balance.';

create table public.credit_holds (
  job_id uuid primary key,
  user_id uuid references auth.users (id) on delete set null,
  amount bigint not null check (amount > 0),
  request_hash text not null check (length(request_hash) between 1 and 128),
  state text not null default 'reserved' check (state in ('reserved', 'settled', 'released')),
  settled_amount bigint,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  check ((state = 'settled') = (settled_amount is not null)),
  check (settled_amount between 0 and amount),
  check ((state = 'reserved') = (closed_at is null))
);
comment on table public.credit_holds is
  'One row for each job that spends credits: unique by job, so that nobody pays twice.';
comment on column public.credit_holds.request_hash is
  'The same job with another request is a conflict, not a retry.';
create index credit_holds_user_id_idx on public.credit_holds (user_id);
create index credit_holds_open_idx on public.credit_holds (created_at) where state = 'reserved';

create table public.credit_ledger (
  user_id uuid references auth.users (id) on delete set null,
  id uuid not null default gen_random_uuid(),
  kind text not null
    check (kind in ('grant', 'expire', 'adjust', 'reserve', 'settle', 'release')),
  balance_change bigint not null,
  held_change bigint not null,
  job_id uuid,
  reference text check (length(reference) <= 200),
  recorded_at timestamptz not null default now(),
  check ((kind in ('reserve', 'settle', 'release')) = (job_id is not null)),
  check (
    case kind
      when 'grant' then balance_change > 0 and held_change = 0
      when 'expire' then balance_change < 0 and held_change = 0
      when 'adjust' then held_change = 0
      when 'reserve' then balance_change = 0 and held_change > 0
      when 'settle' then balance_change <= 0 and held_change < 0
      when 'release' then balance_change = 0 and held_change < 0
    end
  ),
  primary key (id, recorded_at)
) partition by range (recorded_at);
comment on table public.credit_ledger is
  'Every movement of credits. Insert-only; its sums are the credit accounts.';
comment on column public.credit_ledger.reference is 'The order or event that granted or took.';
create index credit_ledger_user_id_idx on public.credit_ledger (user_id, recorded_at);

create table public.credit_references (
  reference text primary key check (length(reference) <= 200),
  user_id uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
comment on table public.credit_references is
  'Orders and events already credited: the ledger''s parts can''t hold one unique key together.';
create index credit_references_user_id_idx on public.credit_references (user_id);

create table public.metrics (
  name text not null check (length(name) <= 100),
  value double precision not null,
  labels jsonb not null default '{}',
  recorded_at timestamptz not null default now()
) partition by range (recorded_at);
comment on table public.metrics is 'What the functions measured: counts, times, costs.';
create index metrics_name_idx on public.metrics (name, recorded_at);

create trigger insert_only before update on public.usage_ledger
  for each row execute function private.only_forget_user();
create trigger no_delete before delete on public.usage_ledger
  for each row execute function private.refuse_change();
create trigger insert_only before update on public.credit_ledger
  for each row execute function private.only_forget_user();
create trigger no_delete before delete on public.credit_ledger
  for each row execute function private.refuse_change();
revoke update, delete, truncate on public.usage_ledger, public.credit_ledger from service_role;

create function private.make_partitions(months_ahead integer default 12)
returns integer
language plpgsql
security invoker
set search_path = ''
as $$
declare
  parent text;
  month date;
  part text;
  made integer := 0;
begin
  foreach parent in array array['usage_ledger', 'credit_ledger', 'metrics'] loop
    for ahead in 0..months_ahead loop
      month := date_trunc('month', now() at time zone 'utc')::date + make_interval(months => ahead);
      part := parent || to_char(month, '_YYYY_MM');
      if to_regclass(format('partitions.%I', part)) is null then
        execute format(
          'create table partitions.%I partition of public.%I for values from (%L) to (%L)',
          part, parent, month || ' 00:00+00', (month + interval '1 month')::date || ' 00:00+00'
        );
        -- No policy: a part is read through its parent, whose policies hold.
        execute format('alter table partitions.%I enable row level security', part);
        execute format('comment on table partitions.%I is %L', part,
          format('%s of %s', to_char(month, 'YYYY-MM'), parent));
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end;
$$;
comment on function private.make_partitions(integer) is
  'Makes the monthly parts from this month on, those missing; returns how many. Run it monthly: '
  'without a part for the month, nothing can be recorded.';

select private.make_partitions();

alter table public.usage_ledger enable row level security;
alter table public.credit_accounts enable row level security;
alter table public.credit_holds enable row level security;
alter table public.credit_ledger enable row level security;
alter table public.credit_references enable row level security;
alter table public.metrics enable row level security;

grant select on
  public.usage_ledger, public.credit_accounts, public.credit_holds, public.credit_ledger,
  public.credit_references, public.metrics
to authenticated;

create policy "read own usage, admins any" on public.usage_ledger
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "read own credits, staff any" on public.credit_accounts
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "read own holds, staff any" on public.credit_holds
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "read own movements, staff any" on public.credit_ledger
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "staff read references" on public.credit_references
  for select to authenticated
  using ((select private.is_staff()));
create policy "staff read metrics" on public.metrics
  for select to authenticated
  using ((select private.is_staff()));
