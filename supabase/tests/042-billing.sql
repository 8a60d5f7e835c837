-- Ada subscribes, moves up, cancels, and falls back: by what her provider says, never backwards.
begin;
select plan(24);

select tests.sign_up('ada');
create function pg_temp.told(plan text, at interval, changes jsonb default '{}') returns text
language sql as $$
  select public.billing_apply(
    tests.id('ada'), 'polar', 'customer-1', now() + at,
    jsonb_build_array(jsonb_build_object(
      'id', 'sub-1', 'plan', plan, 'billing_interval', 'month', 'status', 'active', 'grants', true,
      'period_start', now() - interval '1 day', 'period_end', now() + interval '29 days',
      'cancel_at_period_end', false, 'updated_at', now() + at
    ) || changes)
  ) ->> 'outcome';
$$;
create function pg_temp.plan() returns text language sql as $$
  select format('%s %s', plan_id, version) from public.entitlements where user_id = tests.id('ada');
$$;
create function pg_temp.balance() returns bigint language sql as $$
  select balance from public.credit_accounts where user_id = tests.id('ada');
$$;

select is(pg_temp.told('pro', '1 second'), 'applied', 'the provider tells of a subscription');
select is(pg_temp.plan(), 'pro 1', 'she has the plan');
select is(pg_temp.balance(), 1000::bigint, 'and its credits');
select is(pg_temp.told('pro', '2 seconds'), 'applied', 'told again');
select is(pg_temp.plan(), 'pro 1', 'nothing changes');
select is(pg_temp.balance(), 1000::bigint, 'credits come once');
select is(pg_temp.told('studio', '3 seconds'), 'applied', 'she moves up');
select is(pg_temp.plan(), 'studio 2', 'at once');
select is(pg_temp.balance(), 4000::bigint, 'with the difference in credits');
select is(pg_temp.told('pro', '1 second'), 'outdated', 'what was asked earlier comes late');
select is(pg_temp.plan(), 'studio 2', 'and changes nothing');
select is(
  pg_temp.told('pro', '4 seconds', jsonb_build_object('updated_at', now())), 'applied',
  'an old copy of the subscription in a new answer'
);
select is(pg_temp.plan(), 'studio 2', 'is no news');
select is(
  pg_temp.told('studio', '5 seconds', '{"cancel_at_period_end": true}'), 'applied', 'she cancels'
);
select is(pg_temp.plan(), 'studio 3', 'and keeps what she paid for');
select is(
  (select valid_until = now() + interval '29 days' from public.entitlements
   where user_id = tests.id('ada')), true,
  'to the day'
);
select is(
  pg_temp.told('studio', '6 seconds', '{"status": "ended", "grants": false}'), 'applied',
  'the period is over'
);
select is(pg_temp.plan(), 'free 4', 'she is back where it costs nothing');
select is(
  public.billing_apply(tests.id('nobody'), 'polar', 'c-2', now(), '[]') ->> 'outcome',
  'unknown_customer', 'nobody knows a stranger'
);

select is(
  public.billing_begin(tests.id('op1'), tests.id('ada'), 'polar', 'checkout', '{"plan": "pro"}'),
  'new', 'an operation begins'
);
select is(
  public.billing_begin(tests.id('op2'), tests.id('ada'), 'polar', 'checkout', '{"plan": "pro"}'),
  'busy', 'a second click waits'
);
select public.billing_finish(tests.id('op1'), 'done', '{"url": "https://pay.example"}');
select is(
  public.billing_begin(tests.id('op1'), tests.id('ada'), 'polar', 'checkout', '{"plan": "pro"}'),
  'done', 'its repeat is told how it ended'
);
select is(
  public.billing_begin(tests.id('op1'), tests.id('ada'), 'polar', 'checkout', '{"plan": "studio"}'),
  'conflict', 'the same id is not another operation'
);

select tests.act_as('ada');
select is(
  (select public.current_plan() -> 'credits' ->> 'balance'), '4000', 'she sees what is left'
);

select * from finish();
rollback;
