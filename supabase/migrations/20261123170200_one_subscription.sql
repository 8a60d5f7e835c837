-- One subscription for each person: who pays two open checkouts keeps one, and has the other's money back.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table public.subscriptions add column started_at timestamptz;
comment on column public.subscriptions.started_at is 'When it was bought: of two the older stays.';

alter table public.billing_operations
  drop constraint billing_operations_kind_check,
  -- squawk-ignore constraint-missing-not-valid
  add constraint billing_operations_kind_check
    check (kind in ('checkout', 'change', 'cancel', 'resume', 'refund', 'end'));

create table public.billing_duplicates (
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  subscription_id text not null check (length(subscription_id) <= 200),
  user_id uuid references auth.users (id) on delete set null,
  plan_id text not null references public.plans (id),
  reason text not null check (reason in ('second_subscription', 'second_trial')),
  found_at timestamptz not null default now(),
  ended_at timestamptz,
  refunded_cents integer check (refunded_cents >= 0),
  primary key (provider, subscription_id)
);
comment on table public.billing_duplicates is
  'Subscriptions beside another one, or with a trial after the first: they grant nothing, are ended at '
  'once and paid back. Done when it has ended and refunded_cents is known.';
create index billing_duplicates_user_id_idx on public.billing_duplicates (user_id);
create index billing_duplicates_plan_id_idx on public.billing_duplicates (plan_id);
create index billing_duplicates_open_idx on public.billing_duplicates (found_at)
  where ended_at is null or refunded_cents is null;

alter table public.billing_duplicates enable row level security;
grant select on public.billing_duplicates to authenticated;
create policy "read own duplicates, staff any" on public.billing_duplicates
  for select to authenticated
  using (
    (user_id = (select auth.uid()) and (select private.second_factor_done()))
    or (select private.is_staff())
  );

-- The caller holds the account's lock and has written down what the provider says.
create function private.find_duplicates(account uuid, provider text)
returns void
language sql
security invoker
set search_path = ''
as $$
  insert into public.trial_uses (person, provider, subscription_id, user_id)
  select private.person_of(account), held.provider, held.provider_subscription_id, account
  from public.subscriptions as held
  where held.user_id = account and held.provider = find_duplicates.provider
    and held.status = 'trialing' and not public.billing_tried(account)
  order by held.started_at, held.provider_subscription_id
  limit 1;

  with live as (
    -- Whatever would be charged again. What ends with its period is over by itself.
    select held.*, held.status = 'trialing' and exists (
      select from public.trial_uses as used
      where (used.user_id = account or used.person = private.person_of(account))
        and (used.provider, used.subscription_id) <> (held.provider, held.provider_subscription_id)
    ) as tried_before
    from public.subscriptions as held
    where held.user_id = account and held.provider = find_duplicates.provider
      and held.status in ('trialing', 'active', 'past_due') and not held.cancel_at_period_end
      and not exists (
        select from public.billing_duplicates as known
        where known.provider = held.provider
          and known.subscription_id = held.provider_subscription_id
      )
  ), ordered as (
    select *, row_number() over (
      order by tried_before, status = 'past_due', started_at, provider_subscription_id
    ) as place
    from live
  )
  insert into public.billing_duplicates (provider, subscription_id, user_id, plan_id, reason)
  select
    ordered.provider, provider_subscription_id, account, plan_id,
    case when tried_before then 'second_trial' else 'second_subscription' end
  from ordered
  where place > 1 or tried_before;

  update public.billing_duplicates as known set ended_at = now()
  from public.subscriptions as held
  where known.user_id = account and known.provider = find_duplicates.provider
    and known.ended_at is null and held.provider = known.provider
    and held.provider_subscription_id = known.subscription_id and held.status = 'ended';

  update public.subscriptions as held set grants = false
  from public.billing_duplicates as known
  where held.user_id = account and held.provider = find_duplicates.provider and held.grants
    and known.provider = held.provider and known.subscription_id = held.provider_subscription_id;
$$;
comment on function private.find_duplicates(uuid, text) is
  'Keeps the first trial of a person, and one subscription that goes on: the older, before one whose '
  'payment failed. The others grant nothing and are to be ended.';

drop function public.billing_apply(uuid, text, text, timestamptz, jsonb);

create function public.billing_apply(
  account uuid, provider text, customer_ref text, asked_at timestamptz, subscriptions jsonb,
  purchases jsonb default '[]'
)
returns jsonb
language plpgsql
security invoker
set search_path = ''
as $$
#variable_conflict use_column
declare
  known public.billing_customers;
  entitled public.entitlements;
begin
  -- One at a time for each account; who was deleted meanwhile is nobody's customer.
  perform from auth.users where id = account for no key update;
  if not found then
    return jsonb_build_object('outcome', 'unknown_customer');
  end if;
  if billing_apply.customer_ref is not null then
    insert into public.billing_customers (user_id, provider, customer_ref)
    values (account, billing_apply.provider, billing_apply.customer_ref)
    on conflict (user_id, provider) do update set customer_ref = excluded.customer_ref;
    select * into strict known from public.billing_customers as kept
    where kept.user_id = account and kept.provider = billing_apply.provider;
    if known.reconciled_at > asked_at then
      return jsonb_build_object('outcome', 'outdated');
    end if;
    update public.billing_customers as kept set reconciled_at = asked_at
    where kept.user_id = account and kept.provider = billing_apply.provider;
  end if;

  insert into public.subscriptions as kept (
    user_id, provider, provider_subscription_id, plan_id, billing_interval, pending_plan_id, status,
    grants, started_at, period_start, period_end, cancel_at_period_end, provider_updated_at
  )
  select
    account, billing_apply.provider, given.id, given.plan, given.billing_interval, given.pending_plan,
    given.status, given.grants, given.started_at, given.period_start, given.period_end,
    given.cancel_at_period_end, given.updated_at
  from jsonb_to_recordset(billing_apply.subscriptions) as given (
    id text, plan text, billing_interval text, pending_plan text, status text, grants boolean,
    started_at timestamptz, period_start timestamptz, period_end timestamptz,
    cancel_at_period_end boolean, updated_at timestamptz
  )
  on conflict (provider, provider_subscription_id) do update set
    plan_id = excluded.plan_id,
    billing_interval = excluded.billing_interval,
    pending_plan_id = excluded.pending_plan_id,
    status = excluded.status,
    grants = excluded.grants,
    started_at = excluded.started_at,
    period_start = excluded.period_start,
    period_end = excluded.period_end,
    cancel_at_period_end = excluded.cancel_at_period_end,
    provider_updated_at = excluded.provider_updated_at
  -- A subscription never changes hands, and never goes back.
  where kept.user_id = account and kept.provider_updated_at <= excluded.provider_updated_at;

  -- What the provider no longer tells of, it no longer grants.
  update public.subscriptions as kept set status = 'ended', grants = false
  where kept.user_id = account and kept.provider = billing_apply.provider and kept.status <> 'ended'
    and not exists (
      select from jsonb_to_recordset(billing_apply.subscriptions) as given (id text)
      where given.id = kept.provider_subscription_id
    );

  perform private.find_duplicates(account, billing_apply.provider);
  perform private.apply_purchases(account, billing_apply.provider, billing_apply.purchases);
  entitled := private.refresh_entitlement(account);
  perform private.grant_period(account);
  return jsonb_build_object(
    'outcome', 'applied', 'plan', entitled.plan_id, 'version', entitled.version,
    'duplicates', (
      select count(*) from public.billing_duplicates as found
      where found.user_id = account and found.provider = billing_apply.provider
        and (found.ended_at is null or found.refunded_cents is null)
    )
  );
end;
$$;
comment on function public.billing_apply(uuid, text, text, timestamptz, jsonb, jsonb) is
  'Applies what a provider said when it was asked at asked_at: [{id, plan, billing_interval, '
  'pending_plan, status, grants, started_at, period_start, period_end, cancel_at_period_end, '
  'updated_at}] and [{id, pack, paid_cents, refunded_cents, paid_at}]. {outcome: applied | outdated | '
  'unknown_customer, plan, version, duplicates: how many are yet to be ended}. For the functions.';

create or replace function private.current_plan()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_user();
  entitled public.entitlements;
begin
  if not exists (select from auth.users where id = caller for key share) then
    raise exception 'this account was deleted' using errcode = 'PT401', detail = 'account_gone';
  end if;
  entitled := private.refresh_entitlement(caller);
  perform private.grant_period(caller);
  return (
    select jsonb_build_object(
    'plan', entitled.plan_id,
    'features', entitled.features,
    'version', entitled.version,
    'valid_until', entitled.valid_until,
    'offline_until', entitled.offline_until,
    'tried', public.billing_tried(caller),
    'subscription', (
      select jsonb_build_object(
        'provider', held.provider,
        'plan', held.plan_id,
        'billing_interval', held.billing_interval,
        'pending_plan', held.pending_plan_id,
        'status', held.status,
        'period_end', held.period_end,
        'cancel_at_period_end', held.cancel_at_period_end
      )
      from public.subscriptions as held join public.plans on plans.id = held.plan_id
      where held.user_id = caller and held.status <> 'ended'
      order by held.grants desc, plans.place desc, held.period_end desc nulls last
      limit 1
    ),
    'duplicates', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'plan', plan_id, 'reason', reason, 'at', found_at,
          'refunded_cents', refunded_cents, 'ended', ended_at is not null
        ) order by found_at desc
      ), '[]')
      from public.billing_duplicates
      where user_id = caller and found_at > now() - interval '30 days'
    ),
    'credits', jsonb_build_object(
      'balance', coalesce(accounts.balance, 0),
      'held', coalesce(accounts.held, 0),
      'purchases', (select count(*) from public.credit_purchases where user_id = caller),
      'lots', (
        select coalesce(jsonb_agg(
          jsonb_build_object('kind', kind, 'remaining', remaining, 'expires_at', expires_at)
          order by kind <> 'monthly', expires_at nulls last, created_at
        ), '[]')
        from public.credit_lots where user_id = caller and remaining > 0
      )
    ),
    'plans', (
      select jsonb_agg(
        jsonb_build_object(
          'id', id, 'name', name, 'monthly_cents', monthly_cents, 'yearly_cents', yearly_cents,
          'monthly_credits', monthly_credits, 'trial_days', trial_days,
          'trial_credits', trial_credits, 'limits', limits, 'features', features
        ) order by place
      )
      from public.plans where active
    ),
    'packs', (
      select coalesce(jsonb_agg(
        jsonb_build_object('id', id, 'cents', cents, 'credits', credits, 'valid_days', valid_days)
        order by cents, id
      ), '[]')
      from public.credit_packs where active
    )
    )
    from (values (true)) as once (run)
    left join public.credit_accounts as accounts on accounts.user_id = caller
  );
end;
$$;
comment on function private.current_plan() is 'What public.current_plan() does.';
comment on function public.current_plan() is
  '{plan, features, version, valid_until, offline_until, tried, subscription, duplicates, credits: '
  '{balance, held, purchases, lots}, plans, packs} of the caller. Gives the credits of a month that '
  'has begun.';
