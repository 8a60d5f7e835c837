-- Ada's lots: what expires first is spent first, and nothing that is held goes away.
begin;
select plan(9);

select tests.sign_up('ada');
create function pg_temp.lots() returns text language sql as $$
  select string_agg(reference || ' ' || remaining, ', ' order by reference)
  from public.credit_lots where user_id = tests.id('ada');
$$;

select public.credit_grant(tests.id('ada'), 50, 'top_up', 'bought');
select public.credit_grant(tests.id('ada'), 30, 'monthly', 'month', now() + interval '10 days');
select public.credit_reserve(tests.id('ada'), tests.id('j1'), 40, 'h');
select is(pg_temp.lots(), 'bought 50, month 30', 'a hold takes nothing yet');
select public.credit_settle(tests.id('j1'), 40);
select is(pg_temp.lots(), 'bought 40, month 0', 'the month''s credits go first');

select public.credit_grant(tests.id('ada'), 20, 'gift', 'gift', now() - interval '1 hour');
select public.credit_reserve(tests.id('ada'), tests.id('j2'), 55, 'h');
select is(public.credits_expire(), 1, 'a gift is over');
select is(pg_temp.lots(), 'bought 40, gift 15, month 0', 'but for what a job holds');
select is(public.credits_expire(), 0, 'nothing more can go');
select public.credit_settle(tests.id('j2'), 10);
select is(pg_temp.lots(), 'bought 40, gift 5, month 0', 'the job spends what expires first');
select is(public.credits_expire(), 1, 'then the rest goes');
select is(
  (select balance from public.credit_accounts where user_id = tests.id('ada')), 40::bigint,
  'what was bought stays'
);
select is((select count(*) from public.credit_drift), 0::bigint, 'and all sums agree');

select * from finish();
rollback;
