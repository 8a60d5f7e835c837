-- What is sold is said in one place: the published configuration. The table follows it.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

drop trigger audit on public.plans;
drop policy "admins add plans" on public.plans;
drop policy "admins change plans" on public.plans;
drop policy "admins remove plans" on public.plans;
revoke insert, update, delete on public.plans from authenticated;

-- Nobody has read these yet: no version of the app sold anything.
alter table public.plans
  -- squawk-ignore renaming-column
  rename column price_cents to monthly_cents;
alter table public.plans
  -- squawk-ignore ban-drop-column
  drop column description,
  -- squawk-ignore ban-drop-column
  drop column currency,
  -- squawk-ignore ban-drop-column
  drop column billing_interval,
  -- squawk-ignore ban-drop-column
  drop column provider_products,
  add column yearly_cents integer not null default 0 check (yearly_cents >= 0),
  add column limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object');
alter table public.plans alter column features drop default;
alter table public.plans drop constraint plans_features_check;
update public.plans set features = '[]';
alter table public.plans
  alter column features set default '[]',
  -- squawk-ignore constraint-missing-not-valid
  add constraint plans_features_check check (jsonb_typeof(features) = 'array');

create function private.default_plans()
returns jsonb
language sql
immutable
security invoker
set search_path = ''
as $$
  select '{
    "free": {
      "name": "Free", "monthlyCents": 0, "yearlyCents": 0, "monthlyCredits": 20,
      "limits": {"devices": 2, "requestsPerMinute": 10},
      "features": ["own-keys", "on-device", "sync", "managed-models"]
    },
    "pro": {
      "name": "Pro", "monthlyCents": 1500, "yearlyCents": 14400, "monthlyCredits": 1000,
      "limits": {"devices": 5, "requestsPerMinute": 60},
      "features": ["own-keys", "on-device", "sync", "managed-models", "batch-recipes"]
    },
    "studio": {
      "name": "Studio", "monthlyCents": 4500, "yearlyCents": 43200, "monthlyCredits": 4000,
      "limits": {"devices": 20, "requestsPerMinute": 240},
      "features": ["own-keys", "on-device", "sync", "managed-models", "batch-recipes", "priority"]
    }
  }'::jsonb;
$$;
comment on function private.default_plans() is
  'What the app''s own defaults say, for what the published configuration leaves out.';

create function private.set_plans(given jsonb)
returns void
language sql
security invoker
set search_path = ''
as $$
  with merged as (
    select
      id,
      place,
      base || coalesce(given -> id, '{}')
        || jsonb_build_object(
          'limits', (base -> 'limits') || coalesce(given -> id -> 'limits', '{}')
        ) as plan
    from jsonb_each(private.default_plans()) with ordinality as defaults (id, base, place)
  )
  insert into public.plans as kept (
    id, name, monthly_cents, yearly_cents, monthly_credits, limits, features, place, active
  )
  select
    id, plan ->> 'name', (plan ->> 'monthlyCents')::integer, (plan ->> 'yearlyCents')::integer,
    (plan ->> 'monthlyCredits')::bigint, plan -> 'limits', plan -> 'features', place, true
  from merged
  on conflict (id) do update set
    name = excluded.name,
    monthly_cents = excluded.monthly_cents,
    yearly_cents = excluded.yearly_cents,
    monthly_credits = excluded.monthly_credits,
    limits = excluded.limits,
    features = excluded.features,
    place = excluded.place,
    active = true;
$$;
comment on function private.set_plans(jsonb) is 'Makes the plans what a configuration says.';

create function private.follow_config()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.set_plans((
    select coalesce(document -> 'plans', '{}') from public.config_versions
    -- Prices are the same for everybody: a roll-out changes them when it is complete.
    where version = case when new.percent = 100 then new.version else new.stable_version end
  ));
  return null;
end;
$$;
comment on function private.follow_config() is
  'Trigger: the plans are those of the production channel.';
create trigger follow_config after insert or update on public.config_channels
  for each row when (new.channel = 'production')
  execute function private.follow_config();

select private.set_plans('{}');
