-- What the gateway earned and bore: for staff alone.
begin;
select plan(5);
select tests.sign_up('ada', 'support');
select tests.appoint('support', 'support');
select public.credit_grant(tests.id('ada'), 100, 'gift', 'g');

create function pg_temp.job(name text, estimate bigint, credits bigint) returns void
language sql as $$
  select public.ai_accept(tests.id(name), tests.id('ada'), 'edit', 'h', 'm', estimate, credits);
$$;
select pg_temp.job('j1', 40000, 4);
select public.ai_conclude(tests.id('j1'), 'succeeded', 'm', 31000, 4, '{}', 'r1');
select pg_temp.job('j2', 40000, 4);
select public.ai_conclude(tests.id('j2'), 'unknown', null, null, 0, '{}', null);
select pg_temp.job('j3', 40000, 4);
select public.ai_conclude(tests.id('j3'), 'failed', null, 500, 0, '{}', null);
select public.ai_answer_again(tests.id('j4'), tests.id('ada'), 'edit', 'h', 'm', '{}');

select tests.act_as('ada');
select is_empty('select * from public.ai_margins', 'accounts see nothing of it');
select tests.act_as('support', 'support');
select is(
  (select jsonb_build_object(
    'requests', requests, 'cached', cached, 'failed', failed, 'credits', credits
  ) from public.ai_margins),
  '{"requests": 4, "cached": 1, "failed": 2, "credits": 4}', 'staff see what ran'
);
select is(
  (select worth_micro_usd || ' - ' || cost_micro_usd || ' = ' || margin_micro_usd from public.ai_margins),
  '40000 - 31500 = 8500', 'what it was worth, what it cost, what is left'
);
select is(
  (select unsure_micro_usd from public.ai_margins), 40000::bigint,
  'and the most that a lost answer may have cost besides'
);
select tests.stop_acting();
select is(
  (select sum(credits * 10000 - cost_micro_usd) from public.ai_requests), 8500::numeric,
  'as each request says by itself'
);

select * from finish();
rollback;
