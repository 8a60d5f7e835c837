-- What billing providers say, applied once and only forwards; what was asked of them, journalled.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.billing_customers (
  user_id uuid not null references auth.users (id) on delete cascade,
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  customer_ref text not null check (length(customer_ref) between 1 and 200),
  created_at timestamptz not null default now(),
  reconciled_at timestamptz,
  primary key (user_id, provider),
  unique (provider, customer_ref)
);
comment on table public.billing_customers is 'Who somebody is to a billing provider.';
comment on column public.billing_customers.reconciled_at is
  'When the provider''s state was last asked for and applied: what was asked earlier is outdated.';

create table public.billing_operations (
  id uuid primary key,
  user_id uuid references auth.users (id) on delete set null,
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  kind text not null check (kind in ('checkout', 'change', 'cancel', 'resume', 'refund')),
  request jsonb not null check (jsonb_typeof(request) = 'object'),
  state text not null default 'sending' check (state in ('sending', 'done', 'refused', 'unknown')),
  result jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((state = 'sending') = (finished_at is null))
);
comment on table public.billing_operations is
  'Journalled before a billing provider is asked to change something: providers without idempotency '
  'keys are never asked twice for the same.';
comment on column public.billing_operations.state is
  'unknown: no answer came; the provider''s state, fetched afresh, says what happened.';
-- Two clicks are one: while an operation is under way, its user begins no other.
create unique index billing_operations_open_idx on public.billing_operations (user_id)
  where state = 'sending';
create index billing_operations_user_id_idx on public.billing_operations (user_id, created_at);

alter table public.subscriptions
  add column billing_interval text not null default 'month'
    check (billing_interval in ('month', 'year')),
  add column grants boolean not null default false,
  add column granted_until timestamptz;
comment on column public.subscriptions.grants is
  'What was bought may be used: what the provider grants decides, not the status.';

alter table public.billing_customers enable row level security;
alter table public.billing_operations enable row level security;
grant select on public.billing_customers, public.billing_operations to authenticated;
create policy "staff read billing customers" on public.billing_customers
  for select to authenticated
  using ((select private.is_staff()));
create policy "read own operations, staff any" on public.billing_operations
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));

create function private.refresh_entitlement(account uuid)
returns public.entitlements
language plpgsql
security invoker
set search_path = ''
as $$
declare
  best public.subscriptions;
  plan public.plans;
  ends timestamptz;
  known public.entitlements;
  entitled public.entitlements;
begin
  select held.* into best
  from public.subscriptions as held join public.plans on plans.id = held.plan_id
  where held.user_id = account and held.grants
  order by plans.place desc, held.period_end desc nulls last
  limit 1;
  select * into strict plan from public.plans where id = coalesce(best.plan_id, 'free');
  -- A renewal may be told late: payments are tried for a while, webhooks can wait.
  ends := case when best.cancel_at_period_end then best.period_end
    else best.period_end + interval '3 days' end;

  select * into known from public.entitlements where user_id = account for update;
  if known.user_id is not null
    and (known.plan_id, known.features, known.valid_until)
      is not distinct from (plan.id, plan.features, ends)
  then
    return known;
  end if;
  insert into public.entitlements as kept (user_id, plan_id, features, valid_until, offline_until)
  values (account, plan.id, plan.features, ends, ends + interval '14 days')
  on conflict (user_id) do update set
    plan_id = excluded.plan_id,
    features = excluded.features,
    valid_until = excluded.valid_until,
    offline_until = excluded.offline_until,
    version = kept.version + 1,
    updated_at = now()
  returning * into entitled;
  return entitled;
end;
$$;
comment on function private.refresh_entitlement(uuid) is
  'What an account may use by the subscriptions that are known: the highest plan that is granted.';

alter table public.entitlements drop constraint entitlements_features_check;
alter table public.entitlements alter column features drop default;
update public.entitlements set features = '[]';
alter table public.entitlements
  alter column features set default '[]',
  -- squawk-ignore constraint-missing-not-valid
  add constraint entitlements_features_check check (jsonb_typeof(features) = 'array');

create function public.billing_apply(
  account uuid, provider text, customer_ref text, asked_at timestamptz, subscriptions jsonb
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
    grants, period_start, period_end, cancel_at_period_end, provider_updated_at
  )
  select
    account, billing_apply.provider, given.id, given.plan, given.billing_interval, given.pending_plan,
    given.status, given.grants, given.period_start, given.period_end, given.cancel_at_period_end,
    given.updated_at
  from jsonb_to_recordset(billing_apply.subscriptions) as given (
    id text, plan text, billing_interval text, pending_plan text, status text, grants boolean,
    period_start timestamptz, period_end timestamptz, cancel_at_period_end boolean,
    updated_at timestamptz
  )
  on conflict (provider, provider_subscription_id) do update set
    plan_id = excluded.plan_id,
    billing_interval = excluded.billing_interval,
    pending_plan_id = excluded.pending_plan_id,
    status = excluded.status,
    grants = excluded.grants,
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

  entitled := private.refresh_entitlement(account);
  perform private.grant_period(account);
  return jsonb_build_object(
    'outcome', 'applied', 'plan', entitled.plan_id, 'version', entitled.version
  );
end;
$$;
comment on function public.billing_apply(uuid, text, text, timestamptz, jsonb) is
  'Applies what a provider said when it was asked at asked_at: [{id, plan, billing_interval, '
  'pending_plan, status, grants, period_start, period_end, cancel_at_period_end, updated_at}]. '
  '{outcome: applied | outdated | unknown_customer, plan, version}. For the functions.';

create function public.billing_begin(
  operation uuid, account uuid, provider text, kind text, request jsonb
)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  known public.billing_operations;
begin
  -- Whoever began it is gone: nobody knows what came of it.
  update public.billing_operations
  set state = 'unknown', finished_at = now()
  where user_id = account and state = 'sending' and created_at < now() - interval '2 minutes';
  insert into public.billing_operations (id, user_id, provider, kind, request)
  values (
    operation, account, billing_begin.provider, billing_begin.kind, billing_begin.request
  )
  on conflict do nothing;
  if found then
    return 'new';
  end if;
  select * into known from public.billing_operations where id = operation;
  if not found then
    return 'busy';
  end if;
  if known.user_id is distinct from account or known.kind <> billing_begin.kind
    or known.request <> billing_begin.request
  then
    return 'conflict';
  end if;
  return known.state;
end;
$$;
comment on function public.billing_begin(uuid, uuid, text, text, jsonb) is
  'Journals an operation before it is sent. new; busy: another one is under way; sending, done, '
  'refused, unknown: a repeat, and where the operation stands; conflict: the id is taken.';

create function public.billing_finish(operation uuid, outcome text, answer jsonb default null)
returns void
language sql
security invoker
set search_path = ''
as $$
  update public.billing_operations
  set state = outcome, result = answer, finished_at = now()
  where id = operation and state = 'sending';
$$;
comment on function public.billing_finish(uuid, text, jsonb) is
  'How an operation ended: done, refused, unknown.';
