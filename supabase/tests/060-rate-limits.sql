-- A bucket of five that refills at one a second.
begin;
select plan(8);

create function pg_temp.take(cost double precision default 1) returns boolean language sql as $$
  select allowed from public.rate_limit_take('ada', 5, 1, cost);
$$;

select is(
  (select count(*) filter (where pg_temp.take()) from generate_series(1, 9)),
  5::bigint, 'five of nine at once'
);
select cmp_ok(
  (select retry_after_seconds from public.rate_limit_take('ada', 5, 1)), '<=', 1::double precision,
  'the next in a second'
);
update public.rate_limits set updated_at = updated_at - interval '2 seconds';
select is(pg_temp.take(2), true, 'after two seconds there are two');
select is(pg_temp.take(), false, 'and no more');
update public.rate_limits set updated_at = updated_at - interval '1 hour';
select throws_ok(
  $$ select pg_temp.take(5.5) $$, '22023', null, 'a bucket never gives more than it holds'
);
select is(
  (select count(*) filter (where pg_temp.take()) from generate_series(1, 9)),
  5::bigint, 'an hour fills it, and not over its brim'
);
update public.rate_limits set updated_at = clock_timestamp() + interval '1 hour';
select is(pg_temp.take(), false, 'a clock that was set back gives nothing away');
select is(
  (select count(*) filter (where allowed) from public.rate_limit_take('bob', 5, 1)),
  1::bigint, 'Bob has a bucket of his own'
);

select * from finish();
rollback;
