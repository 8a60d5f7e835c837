-- Credits come in lots that may expire; what expires first is spent first.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.credit_lots (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete set null,
  kind text not null check (kind in ('monthly', 'top_up', 'gift')),
  granted bigint not null check (granted > 0),
  remaining bigint not null check (remaining between 0 and granted),
  reference text check (length(reference) <= 200),
  expires_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table public.credit_lots is
  'Credits as they were given. What remains of an account''s lots is its balance.';
create index credit_lots_open_idx on public.credit_lots (user_id, expires_at, created_at)
  where remaining > 0;
create index credit_lots_expiry_idx on public.credit_lots (expires_at) where remaining > 0;
create index credit_lots_user_id_idx on public.credit_lots (user_id);

insert into public.credit_lots (user_id, kind, granted, remaining, reference)
select user_id, 'gift', balance, balance, 'before lots' from public.credit_accounts where balance > 0;

alter table public.credit_lots enable row level security;
grant select on public.credit_lots to authenticated;
create policy "read own lots, staff any" on public.credit_lots
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));

-- The caller holds the account's row.
create function private.take_from_lots(account uuid, amount bigint)
returns void
language plpgsql
security invoker
set search_path = ''
as $$
declare
  lot public.credit_lots;
  missing bigint := amount;
begin
  for lot in
    select * from public.credit_lots
    where user_id = account and remaining > 0
    order by expires_at nulls last, created_at, id
    for update
  loop
    exit when missing = 0;
    update public.credit_lots set remaining = remaining - least(lot.remaining, missing)
    where id = lot.id;
    missing := missing - least(lot.remaining, missing);
  end loop;
  if missing > 0 then
    raise exception 'the lots of % do not hold what its balance says', account
      using errcode = 'integrity_constraint_violation';
  end if;
end;
$$;
comment on function private.take_from_lots(uuid, bigint) is
  'Takes credits from an account''s lots, those that expire first.';

drop function public.credit_add(uuid, bigint, text, text);

create function public.credit_grant(
  account uuid, amount bigint, kind text, reference text, expires_at timestamptz default null
)
returns boolean
language plpgsql
security invoker
set search_path = ''
as $$
begin
  insert into public.credit_references (reference, user_id)
  values (credit_grant.reference, account)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into public.credit_accounts (user_id) values (account) on conflict do nothing;
  update public.credit_accounts
  set balance = balance + amount, updated_at = now()
  where user_id = account;
  insert into public.credit_lots (user_id, kind, granted, remaining, reference, expires_at)
  values (account, credit_grant.kind, amount, amount, credit_grant.reference, credit_grant.expires_at);
  insert into public.credit_ledger (user_id, kind, balance_change, held_change, reference)
  values (account, 'grant', amount, 0, credit_grant.reference);
  return true;
end;
$$;
comment on function public.credit_grant(uuid, bigint, text, text, timestamptz) is
  'Gives credits. False: what the reference names was given before.';

create function public.credit_take_back(account uuid, amount bigint, reference text)
returns bigint
language plpgsql
security invoker
set search_path = ''
as $$
declare
  kept public.credit_accounts;
  taken bigint;
begin
  if amount <= 0 then
    raise exception 'say how much' using errcode = 'check_violation';
  end if;
  insert into public.credit_references (reference, user_id)
  values (credit_take_back.reference, account)
  on conflict do nothing;
  if not found then
    return 0;
  end if;
  select * into kept from public.credit_accounts where user_id = account for update;
  taken := least(amount, coalesce(kept.balance - kept.held, 0));
  if taken > 0 then
    perform private.take_from_lots(account, taken);
    update public.credit_accounts
    set balance = balance - taken, updated_at = now()
    where user_id = account;
    insert into public.credit_ledger (user_id, kind, balance_change, held_change, reference)
    values (account, 'adjust', -taken, 0, credit_take_back.reference);
  end if;
  return taken;
end;
$$;
comment on function public.credit_take_back(uuid, bigint, text) is
  'Takes credits back, as after a refund: at most what is neither spent nor held. How many it took.';

create or replace function private.close_hold(job uuid, spent bigint)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  hold public.credit_holds;
  wanted text := case when spent is null then 'released' else 'settled' end;
begin
  select * into hold from public.credit_holds where job_id = job for update;
  if not found then
    return 'unknown';
  end if;
  if hold.state <> 'reserved' then
    return case
      when hold.state = wanted and hold.settled_amount is not distinct from spent then 'repeated'
      else 'conflict'
    end;
  end if;
  if spent not between 0 and hold.amount then
    raise exception 'a job settles at most what it reserved' using errcode = 'check_violation';
  end if;
  update public.credit_holds
  set state = wanted, settled_amount = spent, closed_at = now()
  where job_id = job;
  update public.credit_accounts
  set balance = balance - coalesce(spent, 0), held = held - hold.amount, updated_at = now()
  where user_id = hold.user_id;
  if spent > 0 and hold.user_id is not null then
    perform private.take_from_lots(hold.user_id, spent);
  end if;
  insert into public.credit_ledger (user_id, kind, balance_change, held_change, job_id)
  values (
    hold.user_id, case when spent is null then 'release' else 'settle' end,
    -coalesce(spent, 0), -hold.amount, job
  );
  return wanted;
end;
$$;

create function public.credits_expire(most integer default 1000)
returns integer
language plpgsql
security invoker
set search_path = ''
as $$
declare
  due record;
  kept public.credit_accounts;
  gone bigint;
  expired integer := 0;
begin
  for due in
    select id, user_id from public.credit_lots
    where remaining > 0 and expires_at <= now()
    order by expires_at
    limit most
  loop
    select * into kept from public.credit_accounts where user_id = due.user_id for update;
    continue when not found;
    -- What jobs under way hold is theirs: it expires once they have ended.
    update public.credit_lots as lot
    set remaining = lot.remaining - least(lot.remaining, kept.balance - kept.held)
    from public.credit_lots as before
    where lot.id = due.id and before.id = lot.id
    returning before.remaining - lot.remaining into gone;
    continue when gone = 0;
    update public.credit_accounts set balance = balance - gone, updated_at = now()
    where user_id = due.user_id;
    insert into public.credit_ledger (user_id, kind, balance_change, held_change, reference)
    values (due.user_id, 'expire', -gone, 0, 'lot:' || due.id);
    expired := expired + 1;
  end loop;
  return expired;
end;
$$;
comment on function public.credits_expire(integer) is
  'Ends lots whose time has come; returns how many. For the scheduled job.';

create function private.grant_period(account uuid)
returns boolean
language plpgsql
security invoker
set search_path = ''
as $$
declare
  best public.subscriptions;
  plan public.plans;
  begins timestamptz;
  ends timestamptz;
  given bigint;
begin
  select held.* into best
  from public.subscriptions as held join public.plans on plans.id = held.plan_id
  where held.user_id = account and held.grants
    and held.period_start is not null and held.period_end is not null
  order by plans.place desc, held.period_end desc
  limit 1;
  select * into strict plan from public.plans where id = coalesce(best.plan_id, 'free');
  if best.id is null then
    begins := date_trunc('month', now() at time zone 'utc') at time zone 'utc';
    ends := begins + interval '1 month';
  else
    -- A year brings its credits month by month.
    select max(start) into begins
    from generate_series(0, 11) as month,
      lateral (values (best.period_start + make_interval(months => month))) as months (start)
    where start <= now() and start < best.period_end;
    ends := least(
      best.period_end,
      best.period_start + make_interval(months =>
        (extract(year from age(begins, best.period_start)) * 12
          + extract(month from age(begins, best.period_start)))::integer + 1)
    );
  end if;
  if begins is null or ends <= now() then
    return false;
  end if;
  -- Who moves up within the month gets the difference.
  select coalesce(sum(granted), 0) into given from public.credit_lots
  where user_id = account and kind = 'monthly' and expires_at > now()
    and created_at >= begins;
  if plan.monthly_credits <= given then
    return false;
  end if;
  return public.credit_grant(
    account, plan.monthly_credits - given, 'monthly',
    format('month:%s:%s:%s', account, to_char(begins at time zone 'utc', 'YYYY-MM-DD'), plan.id), ends
  );
end;
$$;
comment on function private.grant_period(uuid) is
  'Gives an account the credits of its running month, once for each plan it has in it.';

create view public.credit_drift
with (security_invoker = true)
as
select
  accounts.user_id,
  accounts.balance,
  coalesce(lots.remaining, 0) as in_lots,
  coalesce(ledger.balance, 0) as in_ledger,
  accounts.held,
  coalesce(holds.held, 0) as in_holds
from public.credit_accounts as accounts
left join lateral (
  select sum(remaining)::bigint as remaining from public.credit_lots
  where user_id = accounts.user_id
) as lots on true
left join lateral (
  select sum(balance_change)::bigint as balance from public.credit_ledger
  where user_id = accounts.user_id
) as ledger on true
left join lateral (
  select sum(amount)::bigint as held from public.credit_holds
  where user_id = accounts.user_id and state = 'reserved'
) as holds on true
where accounts.balance <> coalesce(lots.remaining, 0)
  or accounts.balance <> coalesce(ledger.balance, 0)
  or accounts.held <> coalesce(holds.held, 0);
comment on view public.credit_drift is
  'Accounts whose sums disagree: there should be none. The nightly reconciliation reports them.';
