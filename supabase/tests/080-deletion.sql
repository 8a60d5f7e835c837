-- Ada leaves.
begin;
select plan(14);

select tests.furnish();
select tests.act_as('owner');
select throws_ok(
  $$ insert into public.deletion_requests (user_id) values (tests.id('owner')) $$, '42501', null,
  'a stolen token can''t end an account by itself'
);
select throws_ok($$ delete from public.deletion_requests $$, '42501', null, 'nor keep it');

select tests.stop_acting();
select is(private.delete_due_accounts(10), 0, 'there is a time to think');
select is(
  (select jsonb_object_agg(key, true) from jsonb_object_keys(private.export_account(tests.id('owner'))) as key),
  '{"id": true, "email": true, "email_confirmed_at": true, "created_at": true, "updated_at": true,
    "last_sign_in_at": true, "user_metadata": true, "app_metadata": true, "identities": true,
    "sessions": true, "second_factors": true, "audit_log": true, "stored_objects": true}',
  'she takes with her what is known of her, and no secret'
);
select set_eq(
  $$ select name from private.exported_tables() $$,
  $$ select table_name::text
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and column_name = 'user_id' and table_type = 'BASE TABLE'
       and table_name <> 'recovery_codes' $$,
  'and the rows of each table that has any of hers'
);
update public.deletion_requests set requested_at = now() - interval '8 days', execute_after = now();
select is(private.delete_due_accounts(10), 1, 'the time is over');
select is(private.delete_due_accounts(10), 0, 'once');

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
