-- Extra credits that are bought once, and plans that are tried first: said in the configuration.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table public.plans
  add column trial_days integer not null default 0 check (trial_days between 0 and 90),
  add column trial_credits bigint not null default 0 check (trial_credits >= 0);
comment on column public.plans.trial_days is 'Days without a payment, once for each person; 0: none.';

create table public.credit_packs (
  id text primary key check (id ~ '^[a-z0-9-]{1,60}$'),
  cents integer not null check (cents > 0),
  credits bigint not null check (credits > 0),
  valid_days integer not null check (valid_days between 1 and 3660),
  active boolean not null default true
);
comment on table public.credit_packs is
  'Credits that can be bought once. Follows the published configuration; what is no longer sold stays '
  'for those who have just paid for it.';

create index credit_packs_active_idx on public.credit_packs (active, cents);

alter table public.credit_packs enable row level security;
grant select on public.credit_packs to anon, authenticated;
create policy "anybody sees which packs are sold" on public.credit_packs
  for select to anon
  using (active);
create policy "users see which packs are sold, staff all" on public.credit_packs
  for select to authenticated
  using (active or (select private.is_staff()));

create or replace function private.default_plans()
returns jsonb
language sql
immutable
security invoker
set search_path = ''
as $$
  select '{
    "free": {
      "name": "Free", "monthlyCents": 0, "yearlyCents": 0, "monthlyCredits": 20,
      "trialDays": 0, "trialCredits": 0,
      "limits": {"devices": 2, "requestsPerMinute": 10, "batchImages": 1},
      "features": ["own-keys", "on-device", "sync", "managed-models"]
    },
    "pro": {
      "name": "Pro", "monthlyCents": 1500, "yearlyCents": 14400, "monthlyCredits": 1000,
      "trialDays": 0, "trialCredits": 0,
      "limits": {"devices": 5, "requestsPerMinute": 60, "batchImages": 500},
      "features": ["own-keys", "on-device", "sync", "managed-models", "batch-recipes"]
    },
    "studio": {
      "name": "Studio", "monthlyCents": 4500, "yearlyCents": 43200, "monthlyCredits": 4000,
      "trialDays": 7, "trialCredits": 200,
      "limits": {"devices": 20, "requestsPerMinute": 240, "batchImages": 10000},
      "features": ["own-keys", "on-device", "sync", "managed-models", "batch-recipes"]
    }
  }'::jsonb;
$$;

create function private.default_packs()
returns jsonb
language sql
immutable
security invoker
set search_path = ''
as $$
  select '{
    "credits-500": {"cents": 800, "credits": 500, "validDays": 365, "sold": true},
    "credits-2000": {"cents": 2900, "credits": 2000, "validDays": 365, "sold": true}
  }'::jsonb;
$$;
comment on function private.default_packs() is
  'What the app''s own defaults say, for what the published configuration leaves out.';

create or replace function private.set_plans(given jsonb)
returns void
language sql
security invoker
set search_path = ''
as $$
  with merged as (
    select
      id,
      array_position('{free,pro,studio}'::text[], id) as place,
      base || coalesce(given -> id, '{}')
        || jsonb_build_object(
          'limits', (base -> 'limits') || coalesce(given -> id -> 'limits', '{}')
        ) as plan
    from jsonb_each(private.default_plans()) as defaults (id, base)
  )
  insert into public.plans as kept (
    id, name, monthly_cents, yearly_cents, monthly_credits, trial_days, trial_credits, limits,
    features, place, active
  )
  select
    id, plan ->> 'name', (plan ->> 'monthlyCents')::integer, (plan ->> 'yearlyCents')::integer,
    (plan ->> 'monthlyCredits')::bigint, (plan ->> 'trialDays')::integer,
    (plan ->> 'trialCredits')::bigint, plan -> 'limits', plan -> 'features', place, true
  from merged
  on conflict (id) do update set
    name = excluded.name,
    monthly_cents = excluded.monthly_cents,
    yearly_cents = excluded.yearly_cents,
    monthly_credits = excluded.monthly_credits,
    trial_days = excluded.trial_days,
    trial_credits = excluded.trial_credits,
    limits = excluded.limits,
    features = excluded.features,
    place = excluded.place,
    active = true;
$$;

create function private.set_packs(given jsonb)
returns void
language plpgsql
security invoker
set search_path = ''
as $$
declare
  -- A configuration adds packs to these, and overrules each whole or in part.
  base jsonb := private.default_packs();
begin
  update public.credit_packs set active = false
  where not (base || given) ? id;
  insert into public.credit_packs as kept (id, cents, credits, valid_days, active)
  select
    id, (pack ->> 'cents')::integer, (pack ->> 'credits')::bigint, (pack ->> 'validDays')::integer,
    coalesce((pack ->> 'sold')::boolean, false)
  from (
    select key as id, coalesce(base -> key, '{}') || coalesce(given -> key, '{}') as pack
    from jsonb_object_keys(base || given) as key
  ) as merged
  where pack ?& '{cents,credits,validDays}'
  on conflict (id) do update set
    cents = excluded.cents,
    credits = excluded.credits,
    valid_days = excluded.valid_days,
    active = excluded.active;
end;
$$;
comment on function private.set_packs(jsonb) is 'Makes the packs what a configuration says.';

create or replace function private.follow_config()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  published jsonb;
begin
  -- Prices are the same for everybody: a roll-out changes them when it is complete.
  select document into published from public.config_versions
  where version = case when new.percent = 100 then new.version else new.stable_version end;
  perform private.set_plans(coalesce(published -> 'plans', '{}'));
  perform private.set_packs(coalesce(published -> 'packs', '{}'));
  return null;
end;
$$;
comment on function private.follow_config() is
  'Trigger: the plans and packs are those of the production channel.';

select private.set_plans(coalesce((
  select document -> 'plans' from public.config_versions as versions
  join public.config_channels as channels on channels.channel = 'production'
    and versions.version = case
      when channels.percent = 100 then channels.version else channels.stable_version end
), '{}'));
select private.set_packs('{}');

create table public.trial_uses (
  person text primary key check (length(person) = 64),
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  subscription_id text not null check (length(subscription_id) <= 200),
  user_id uuid references auth.users (id) on delete set null,
  began_at timestamptz not null default now()
);
comment on table public.trial_uses is
  'Who has tried a plan: once for each person, also after the account was deleted and made anew. Of the '
  'address only a hash is kept.';
create index trial_uses_user_id_idx on public.trial_uses (user_id);

alter table public.trial_uses enable row level security;
grant select on public.trial_uses to authenticated;
create policy "read own trial, staff any" on public.trial_uses
  for select to authenticated
  using (
    (user_id = (select auth.uid()) and (select private.second_factor_done()))
    or (select private.is_staff())
  );

create function private.person_of(account uuid)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select encode(sha256(convert_to(coalesce(nullif(lower(email), ''), id::text), 'utf8')), 'hex')
  from auth.users where id = account;
$$;
comment on function private.person_of(uuid) is
  'A hash of the account''s address: the same person with another account.';

create function public.billing_tried(account uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from public.trial_uses
    where user_id = account or person = private.person_of(account)
  );
$$;
comment on function public.billing_tried(uuid) is 'Whether this person has had a trial. For the functions.';
