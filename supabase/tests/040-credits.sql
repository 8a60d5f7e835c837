-- Ada's credits: what she has, what is held, what is gone.
begin;
select plan(23);

select tests.sign_up('ada');
create function pg_temp.credits() returns text language sql as $$
  select format('%s of %s', held, balance) from public.credit_accounts where user_id = tests.id('ada');
$$;

select is(public.credit_grant(tests.id('ada'), 100, 'gift', 'order-1'), true, 'an order is credited');
select is(public.credit_grant(tests.id('ada'), 100, 'gift', 'order-1'), false, 'and not twice');
select is(pg_temp.credits(), '0 of 100', 'a hundred');

select is(public.credit_reserve(tests.id('ada'), tests.id('j1'), 60, 'h1'), 'new', 'a job holds 60');
select is(public.credit_reserve(tests.id('ada'), tests.id('j1'), 60, 'h1'), 'reserved', 'its retry holds no more');
select is(public.credit_reserve(tests.id('ada'), tests.id('j1'), 60, 'h2'), 'conflict', 'another request is no retry');
select is(public.credit_reserve(tests.id('ada'), tests.id('j1'), 61, 'h1'), 'conflict', 'nor another amount');
select is(public.credit_reserve(tests.id('ada'), tests.id('j2'), 41, 'h'), 'insufficient', 'what is held can''t be held again');
select is(public.credit_reserve(tests.id('ada'), tests.id('j2'), 40, 'h'), 'new', 'what is left can, also by the job that asked for too much');
select is(pg_temp.credits(), '100 of 100', 'all is held');

select is(public.credit_settle(tests.id('j1'), 25), 'settled', 'the first job cost 25');
select is(public.credit_settle(tests.id('j1'), 25), 'repeated', 'told twice');
select is(public.credit_settle(tests.id('j1'), 26), 'conflict', 'it can''t cost something else');
select is(public.credit_release(tests.id('j1')), 'conflict', 'nor nothing');
select is(public.credit_release(tests.id('j2')), 'released', 'the second cost nothing');
select is(public.credit_release(tests.id('j3')), 'unknown', 'a third there was not');
select is(pg_temp.credits(), '0 of 75', '75 are left');

select public.credit_reserve(tests.id('ada'), tests.id('j4'), 10, 'h');
select throws_ok(
  $$ select public.credit_settle(tests.id('j4'), 11) $$, '23514', null,
  'nothing costs more than was held'
);
select is(
  public.credit_take_back(tests.id('ada'), 66, 'refund-1'), 65::bigint, 'what is held can''t be taken back'
);
select is(
  public.credit_take_back(tests.id('ada'), 66, 'refund-1'), 0::bigint, 'nor anything twice'
);
select is(
  (select sum(balance_change) || ' ' || sum(held_change) from public.credit_ledger
   where user_id = tests.id('ada')),
  (select balance || ' ' || held from public.credit_accounts where user_id = tests.id('ada')),
  'the ledger''s sums are the account'
);
select throws_ok(
  $$ update public.credit_ledger set balance_change = 1000 where kind = 'grant' $$, '23001', null,
  'the past does not change'
);
select throws_ok(
  $$ delete from public.credit_ledger $$, '23001', null, 'nor go away'
);

select * from finish();
rollback;
