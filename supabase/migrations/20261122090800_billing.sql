-- Plans, what was bought, and what it allows.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.plans (
  id text primary key check (id ~ '^[a-z0-9-]{1,60}$'),
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 1000),
  price_cents integer not null check (price_cents >= 0),
  currency text not null default 'usd' check (currency ~ '^[a-z]{3}$'),
  billing_interval text not null check (billing_interval in ('month', 'year', 'none')),
  monthly_credits bigint not null default 0 check (monthly_credits >= 0),
  features jsonb not null default '{}' check (jsonb_typeof(features) = 'object'),
  provider_products jsonb not null default '{}' check (jsonb_typeof(provider_products) = 'object'),
  place integer not null default 0,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.plans is 'What can be bought. Open to everybody while active.';
create index plans_active_idx on public.plans (active, place);
comment on column public.plans.provider_products is 'Billing provider → its product''s id.';

create table public.subscriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  provider_subscription_id text not null check (length(provider_subscription_id) <= 200),
  plan_id text not null references public.plans (id),
  pending_plan_id text references public.plans (id),
  status text not null
    check (status in ('incomplete', 'trialing', 'active', 'past_due', 'canceled', 'ended')),
  period_start timestamptz,
  period_end timestamptz,
  cancel_at_period_end boolean not null default false,
  provider_updated_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider, provider_subscription_id)
);
comment on table public.subscriptions is 'A copy of what the billing providers say, never the truth.';
comment on column public.subscriptions.provider_updated_at is
  'Only what is newer is applied: providers repeat old events.';
create index subscriptions_user_id_idx on public.subscriptions (user_id);
create index subscriptions_plan_id_idx on public.subscriptions (plan_id);
create index subscriptions_pending_plan_id_idx on public.subscriptions (pending_plan_id);

create table public.entitlements (
  user_id uuid primary key references auth.users (id) on delete cascade,
  plan_id text not null references public.plans (id),
  features jsonb not null default '{}' check (jsonb_typeof(features) = 'object'),
  version bigint not null default 1,
  valid_until timestamptz,
  offline_until timestamptz,
  updated_at timestamptz not null default now(),
  check (offline_until >= valid_until)
);
comment on table public.entitlements is 'What an account may use. Goes down to the app only.';
comment on column public.entitlements.version is 'Grows with each change: the app keeps the highest.';
comment on column public.entitlements.offline_until is 'The grace of an app that can''t ask.';
create index entitlements_plan_id_idx on public.entitlements (plan_id);

create table public.billing_events (
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  delivery_id text not null check (length(delivery_id) <= 200),
  type text not null check (length(type) <= 100),
  user_id uuid references auth.users (id) on delete set null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  outcome text not null default 'received'
    check (outcome in ('received', 'applied', 'outdated', 'unknown_customer', 'ignored', 'failed')),
  error text check (length(error) <= 1000),
  primary key (provider, delivery_id)
);
comment on table public.billing_events is
  'Webhooks that came in, each once. Their bodies are not kept: the state is fetched afresh.';
create index billing_events_user_id_idx on public.billing_events (user_id);
create index billing_events_open_idx on public.billing_events (received_at)
  where outcome in ('received', 'failed');

create trigger touch before update on public.plans
  for each row execute function private.touch_updated_at();
create trigger touch before update on public.subscriptions
  for each row execute function private.touch_updated_at();
create trigger touch before update on public.entitlements
  for each row execute function private.touch_updated_at();
create trigger audit after insert or update or delete on public.plans
  for each row execute function private.audit_change('id');

create function private.announce_entitlement()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.hint(
    'user:' || new.user_id, 'entitlement', jsonb_build_object('version', new.version)
  );
  return null;
end;
$$;
comment on function private.announce_entitlement() is 'Trigger: the app hears of a changed plan.';
create trigger announce after insert or update on public.entitlements
  for each row execute function private.announce_entitlement();

alter table public.plans enable row level security;
alter table public.subscriptions enable row level security;
alter table public.entitlements enable row level security;
alter table public.billing_events enable row level security;

grant select on public.plans to anon;
grant select on
  public.plans, public.subscriptions, public.entitlements, public.billing_events
to authenticated;
grant insert, update, delete on public.plans to authenticated;

create policy "anybody sees what is sold" on public.plans
  for select to anon
  using (active);
create policy "users see what is sold, staff all" on public.plans
  for select to authenticated
  using (active or (select private.is_staff()));
create policy "admins add plans" on public.plans
  for insert to authenticated
  with check ((select private.is_admin()));
create policy "admins change plans" on public.plans
  for update to authenticated
  using ((select private.is_admin()))
  with check ((select private.is_admin()));
create policy "admins remove plans" on public.plans
  for delete to authenticated
  using ((select private.is_admin()));

create policy "read own subscriptions, staff any" on public.subscriptions
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "read own entitlement, staff any" on public.entitlements
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "staff read billing events" on public.billing_events
  for select to authenticated
  using ((select private.is_staff()));
