-- Ada leaves.
begin;
select plan(13);

select tests.furnish();
select tests.act_as('owner');
select throws_ok(
  $$ insert into public.deletion_requests (user_id, execute_after) values (tests.id('owner'), now()) $$,
  '42501', null, 'there is a time to think'
);
select lives_ok($$ delete from public.deletion_requests $$, 'a request can be taken back');
select tests.act_as('owner', 'user', '{"session_id": "00000000-0000-0000-0000-000000000000"}');
select throws_ok(
  $$ insert into public.deletion_requests (user_id) values (tests.id('owner')) $$, '42501', null,
  'not from a session that was signed out'
);
select tests.act_as('owner');
select lives_ok(
  $$ insert into public.deletion_requests (user_id, reason) values (tests.id('owner'), 'I paint now') $$,
  'and made again'
);

select tests.stop_acting();
select is(private.delete_account(tests.id('owner')), true, 'the time is over');
select is(private.delete_account(tests.id('owner')), false, 'once');

create function pg_temp.traces(whose uuid) returns setof text language plpgsql as $$
declare
  relation text;
  traces bigint;
begin
  for relation in
    select format('%I.%I', table_schema, table_name) from information_schema.columns
    where table_schema = 'public' and column_name = 'user_id'
  loop
    execute format('select count(*) from %s where user_id = $1', relation) into traces using whose;
    if traces > 0 then
      return next relation;
    end if;
  end loop;
end;
$$;
select is_empty($$ select pg_temp.traces(tests.id('owner')) $$, 'no row names her');
select is(
  (select count(*)::integer from public.usage_ledger where user_id is null), 1,
  'her usage stays, without a name'
);
select is(
  (select count(*)::integer from public.credit_ledger where user_id is null), 2, 'so do her credits'
);
select is(
  (select count(*)::integer from public.billing_events where user_id is null), 1, 'and her invoices'
);
select is(
  (select count(*)::integer from public.audit_log where action = 'account.delete'), 1,
  'that it happened is written down'
);

select tests.act_as('owner');
select throws_ok(
  $$ select public.sync_push(gen_random_uuid(), '[]') $$, 'PT401', null,
  'a token that outlives the account uploads nothing'
);
select throws_ok(
  $$ insert into public.devices (user_id, id) values (tests.id('owner'), gen_random_uuid()) $$,
  '23503', null, 'anywhere'
);

select * from finish();
rollback;
