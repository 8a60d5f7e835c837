-- Plans stand in the order of what they give: jsonb keeps its keys in another one.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

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

update public.plans
set place = array_position('{free,pro,studio}'::text[], id)
where id in ('free', 'pro', 'studio');
