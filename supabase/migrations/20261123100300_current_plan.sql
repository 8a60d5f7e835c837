-- What the app asks: which plan, until when, and how many credits are left.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.current_plan()
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
    'credits', jsonb_build_object(
      'balance', coalesce(accounts.balance, 0),
      'held', coalesce(accounts.held, 0),
      'lots', (
        select coalesce(jsonb_agg(
          jsonb_build_object('kind', kind, 'remaining', remaining, 'expires_at', expires_at)
          order by expires_at nulls last, created_at
        ), '[]')
        from public.credit_lots where user_id = caller and remaining > 0
      )
    ),
    'plans', (
      select jsonb_agg(
        jsonb_build_object(
          'id', id, 'name', name, 'monthly_cents', monthly_cents, 'yearly_cents', yearly_cents,
          'monthly_credits', monthly_credits, 'limits', limits, 'features', features
        ) order by place
      )
      from public.plans where active
    )
    )
    from (values (true)) as once (run)
    left join public.credit_accounts as accounts on accounts.user_id = caller
  );
end;
$$;
comment on function private.current_plan() is 'What public.current_plan() does.';
grant execute on function private.current_plan() to authenticated;

create function public.current_plan()
returns jsonb
language sql
security invoker
set search_path = ''
as $$ select private.current_plan(); $$;
comment on function public.current_plan() is
  '{plan, features, version, valid_until, offline_until, subscription, credits: {balance, held, lots}, '
  'plans} of the caller. Gives the credits of a month that has begun.';
grant execute on function public.current_plan() to authenticated;
