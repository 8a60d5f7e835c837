-- Ada buys credits, pays two open checkouts, and tries a plan once.
begin;
select plan(25);

select tests.sign_up('ada', 'bob');
create function pg_temp.told(whose text, at interval, subscriptions jsonb, purchases jsonb default '[]')
returns text language sql as $$
  select public.billing_apply(
    tests.id(whose), 'polar', 'customer-' || whose, now() + at, subscriptions, purchases
  ) ->> 'duplicates';
$$;
create function pg_temp.sub(id text, age interval, changes jsonb default '{}') returns jsonb
language sql as $$
  select jsonb_build_object(
    'id', id, 'plan', 'pro', 'billing_interval', 'month', 'status', 'active', 'grants', true,
    'started_at', now() - age, 'period_start', now() - age, 'period_end', now() + interval '29 days',
    'cancel_at_period_end', false, 'updated_at', now()
  ) || changes;
$$;
create function pg_temp.bought(id text, refunded integer default 0) returns jsonb language sql as $$
  select jsonb_build_array(jsonb_build_object(
    'id', id, 'pack', 'credits-500', 'paid_cents', 800, 'refunded_cents', refunded,
    'paid_at', now() - interval '1 hour'
  ));
$$;
create function pg_temp.lots() returns text language sql as $$
  select string_agg(kind || ' ' || remaining, ', ' order by kind)
  from public.credit_lots where user_id = tests.id('ada');
$$;

-- What is bought once.
select pg_temp.told('ada', '1 second', '[]', pg_temp.bought('order-1'));
select is(pg_temp.lots(), 'monthly 20, top_up 500', 'a pack was paid for');
select pg_temp.told('ada', '2 seconds', '[]', pg_temp.bought('order-1'));
select is(pg_temp.lots(), 'monthly 20, top_up 500', 'it is told again, and comes once');
select pg_temp.told('bob', '2 seconds', '[]', pg_temp.bought('order-1'));
select is(
  (select count(*) from public.credit_lots where user_id = tests.id('bob') and kind = 'top_up'), 0::bigint,
  'nor does it come to somebody else'
);
select is(
  (select expires_at = now() - interval '1 hour' + interval '365 days' from public.credit_lots
   where user_id = tests.id('ada') and kind = 'top_up'), true, 'it lasts for a year'
);
update public.credit_lots set expires_at = now() + interval '1 day'
where user_id = tests.id('ada') and kind = 'top_up';
select public.credit_reserve(tests.id('ada'), tests.id('j1'), 120, 'h');
select public.credit_settle(tests.id('j1'), 120);
select is(pg_temp.lots(), 'monthly 0, top_up 400', 'the month''s credits are spent first, whatever ends sooner');

-- Half of the price goes back, then all of it.
select pg_temp.told('ada', '3 seconds', '[]', pg_temp.bought('order-1', 400));
select is(pg_temp.lots(), 'monthly 0, top_up 150', 'with half of the money half of the credits go');
select public.credit_reserve(tests.id('ada'), tests.id('j2'), 100, 'h');
select pg_temp.told('ada', '4 seconds', '[]', pg_temp.bought('order-1', 800));
select is(pg_temp.lots(), 'monthly 0, top_up 100', 'of the rest what no job holds');
select public.credit_release(tests.id('j2'));
select pg_temp.told('ada', '5 seconds', '[]', pg_temp.bought('order-1', 400));
select is(pg_temp.lots(), 'monthly 0, top_up 0', 'and that too once it is free: an old answer gives nothing back');
select is(
  (select taken_back || ' of ' || credits from public.credit_purchases), '400 of 500',
  'what was spent stays spent'
);
select is((select count(*) from public.credit_drift), 0::bigint, 'all sums agree');
select is(
  public.billing_apply(tests.id('ada'), 'polar', 'customer-ada', now() + interval '6 seconds', '[]',
    '[{"id": "o-2", "pack": "unknown", "paid_cents": 1, "refunded_cents": 0, "paid_at": "2026-01-01"}]'
  ) ->> 'outcome', 'applied', 'what is not sold here gives nothing'
);

-- Two checkouts, both paid.
select is(
  pg_temp.told('ada', '7 seconds', jsonb_build_array(
    pg_temp.sub('newer', '1 hour', '{"plan": "studio"}'), pg_temp.sub('older', '2 hours')
  )), '1', 'one of two subscriptions is to be ended'
);
select is(
  (select subscription_id || ' ' || reason from public.billing_duplicates), 'newer second_subscription',
  'the newer'
);
select is(
  (select plan_id from public.entitlements where user_id = tests.id('ada')), 'pro', 'it grants nothing'
);
select is(
  pg_temp.told('ada', '8 seconds', jsonb_build_array(
    pg_temp.sub('newer', '1 hour', '{"plan": "studio"}'),
    pg_temp.sub('older', '2 hours', '{"cancel_at_period_end": true}')
  )), '1', 'nor later, when the other one is cancelled'
);
select is(
  (select plan_id from public.entitlements where user_id = tests.id('ada')), 'pro', 'not even then'
);
update public.billing_duplicates set refunded_cents = 4500;
select is(
  pg_temp.told('ada', '9 seconds', jsonb_build_array(
    pg_temp.sub('newer', '1 hour', '{"plan": "studio", "status": "ended", "grants": false}'),
    pg_temp.sub('older', '2 hours')
  )), '0', 'it has ended, and was paid back'
);
select is(
  (select count(*) from public.subscriptions where user_id = tests.id('ada') and grants), 1::bigint,
  'one is left'
);

-- Tried once.
select is(public.billing_tried(tests.id('bob')), false, 'Bob has tried nothing yet');
select is(
  pg_temp.told('bob', '10 seconds', jsonb_build_array(
    pg_temp.sub('trial-1', '1 hour', '{"plan": "studio", "status": "trialing"}')
  )), '0', 'he tries Studio'
);
select is(public.billing_tried(tests.id('bob')), true, 'and can''t any more');
select is(
  (select sum(remaining)::integer from public.credit_lots
   where user_id = tests.id('bob') and reference like 'trial:%'), 180,
  'with the credits of a trial, the free month''s among them'
);
select is(
  pg_temp.told('bob', '11 seconds', jsonb_build_array(
    pg_temp.sub('trial-1', '1 hour', '{"plan": "studio", "status": "ended", "grants": false}'),
    pg_temp.sub('trial-2', '1 minute', '{"status": "trialing"}')
  )), '1', 'a second trial is to be ended'
);
select is(
  (select plan_id from public.entitlements where user_id = tests.id('bob')), 'free', 'and grants nothing'
);
delete from auth.users where id = tests.id('bob');
select is(
  (select count(*) from public.trial_uses where user_id is null and length(person) = 64), 1::bigint,
  'who leaves and comes back has tried it all the same'
);

select * from finish();
rollback;
