-- What was bought once: credits come exactly once, and go back with a refund where they are unspent.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.credit_purchases (
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  purchase_id text not null check (length(purchase_id) between 1 and 120),
  user_id uuid references auth.users (id) on delete set null,
  pack_id text not null references public.credit_packs (id),
  credits bigint not null check (credits > 0),
  paid_cents integer not null check (paid_cents >= 0),
  refunded_cents integer not null default 0 check (refunded_cents >= 0),
  taken_back bigint not null default 0 check (taken_back between 0 and credits),
  paid_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (provider, purchase_id)
);
comment on table public.credit_purchases is
  'Packs that were paid for, as the billing provider tells of them: each gave its credits once.';
comment on column public.credit_purchases.taken_back is
  'Credits that went back with a refund: its share, and at most what was neither spent nor held.';
create index credit_purchases_user_id_idx on public.credit_purchases (user_id);
create index credit_purchases_pack_id_idx on public.credit_purchases (pack_id);

alter table public.credit_purchases enable row level security;
grant select on public.credit_purchases to authenticated;
create policy "read own purchases, staff any" on public.credit_purchases
  for select to authenticated
  using (
    (user_id = (select auth.uid()) and (select private.second_factor_done()))
    or (select private.is_staff())
  );

create or replace function private.take_from_lots(account uuid, amount bigint)
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
    order by kind <> 'monthly', expires_at nulls last, created_at, id
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
  'Takes credits from an account''s lots: those of the month, then those that expire first.';

create function private.take_back_lot(account uuid, lot_reference text, amount bigint)
returns bigint
language plpgsql
security invoker
set search_path = ''
as $$
declare
  kept public.credit_accounts;
  taken bigint;
begin
  select * into kept from public.credit_accounts where user_id = account for update;
  update public.credit_lots as lot
  set remaining = lot.remaining - least(lot.remaining, amount, kept.balance - kept.held)
  from public.credit_lots as before
  where lot.user_id = account and lot.reference = lot_reference and before.id = lot.id
  returning before.remaining - lot.remaining into taken;
  if coalesce(taken, 0) = 0 then
    return 0;
  end if;
  update public.credit_accounts set balance = balance - taken, updated_at = now()
  where user_id = account;
  insert into public.credit_ledger (user_id, kind, balance_change, held_change, reference)
  values (account, 'adjust', -taken, 0, 'refund:' || lot_reference);
  return taken;
end;
$$;
comment on function private.take_back_lot(uuid, text, bigint) is
  'Takes credits of one lot back: at most what is neither spent nor held. How many it took.';

-- The caller holds the account's lock.
create function private.apply_purchases(account uuid, provider text, purchases jsonb)
returns void
language plpgsql
security invoker
set search_path = ''
as $$
#variable_conflict use_column
declare
  given record;
  kept public.credit_purchases;
  reference text;
begin
  for given in
    select told.*, packs.credits, packs.valid_days
    from jsonb_to_recordset(purchases) as told (
      id text, pack text, paid_cents integer, refunded_cents integer, paid_at timestamptz
    )
    join public.credit_packs as packs on packs.id = told.pack
    order by told.paid_at, told.id
  loop
    reference := format('purchase:%s:%s', apply_purchases.provider, given.id);
    insert into public.credit_purchases (
      provider, purchase_id, user_id, pack_id, credits, paid_cents, paid_at
    )
    values (
      apply_purchases.provider, given.id, account, given.pack, given.credits, given.paid_cents,
      given.paid_at
    )
    on conflict do nothing;
    if found then
      perform public.credit_grant(
        account, given.credits, 'top_up', reference,
        given.paid_at + make_interval(days => given.valid_days)
      );
    end if;
    -- A purchase never changes hands, and what was given back stays given back.
    update public.credit_purchases as bought
    set refunded_cents = greatest(bought.refunded_cents, given.refunded_cents)
    where bought.provider = apply_purchases.provider and bought.purchase_id = given.id
      and bought.user_id = account
    returning * into kept;
    continue when not found or kept.refunded_cents = 0;
    update public.credit_purchases as bought
    set taken_back = bought.taken_back + private.take_back_lot(
      account, reference,
      kept.credits * least(kept.refunded_cents, kept.paid_cents) / greatest(kept.paid_cents, 1)
        - kept.taken_back
    )
    where bought.provider = kept.provider and bought.purchase_id = kept.purchase_id;
  end loop;
end;
$$;
comment on function private.apply_purchases(uuid, text, jsonb) is
  'Gives what was bought, once, and takes back what was refunded: [{id, pack, paid_cents, '
  'refunded_cents, paid_at}].';

create or replace function private.grant_period(account uuid)
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
  due bigint;
  given bigint;
begin
  select held.* into best
  from public.subscriptions as held join public.plans on plans.id = held.plan_id
  where held.user_id = account and held.grants
    and held.period_start is not null and held.period_end is not null
  order by plans.place desc, held.period_end desc
  limit 1;
  select * into strict plan from public.plans where id = coalesce(best.plan_id, 'free');
  due := case when best.status = 'trialing' then plan.trial_credits else plan.monthly_credits end;
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
  if due <= given then
    return false;
  end if;
  return public.credit_grant(
    account, due - given, 'monthly',
    format(
      '%s:%s:%s:%s', case when best.status = 'trialing' then 'trial' else 'month' end, account,
      to_char(begins at time zone 'utc', 'YYYY-MM-DD'), plan.id
    ),
    ends
  );
end;
$$;
comment on function private.grant_period(uuid) is
  'Gives an account the credits of its running month or trial, once for each plan it has in it.';
