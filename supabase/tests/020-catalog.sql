-- What must hold for everything that is in the schema, and for what comes later.
begin;
select plan(13);

select is_empty($$
  select relation.oid::regclass
  from pg_class as relation
  where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'partitions'::regnamespace)
    and relation.relkind in ('r', 'p') and not relation.relrowsecurity
$$, 'row-level security is on everywhere');

select is_empty($$
  select oid::regprocedure from pg_proc
  where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    and not coalesce(proconfig @> array['search_path=""'], false)
$$, 'every function pins an empty search_path');

select is_empty($$
  select oid::regprocedure from pg_proc
  where pronamespace = 'public'::regnamespace and prosecdef
$$, 'nothing that the API shows runs with more rights than its caller');

select is_empty($$
  select oid::regclass from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'v'
    and not coalesce(reloptions @> array['security_invoker=true'], false)
$$, 'every view asks with its reader''s rights');

select is_empty($$
  select policy.polname, attribute.attname
  from pg_policy as policy
  join pg_depend as dependence
    on dependence.classid = 'pg_policy'::regclass and dependence.objid = policy.oid
    and dependence.refobjid = policy.polrelid and dependence.refobjsubid > 0
  join pg_attribute as attribute
    on attribute.attrelid = policy.polrelid and attribute.attnum = dependence.refobjsubid
  join pg_class as relation on relation.oid = policy.polrelid
  where relation.relnamespace = 'public'::regnamespace
    -- Decided for one row that is known by its key.
    and attribute.attname <> 'acknowledged_by'
    and not exists (
      select from pg_index
      where indrelid = policy.polrelid and indkey[0] = dependence.refobjsubid and indpred is null
    )
$$, 'every column that a policy asks for leads an index');

select is_empty($$
  select polrelid::regclass, polcmd, role
  from pg_policy, unnest(polroles) as role
  group by polrelid, polcmd, role having count(*) > 1
$$, 'one policy for each table, verb and role');

select is_empty($$
  select polname from pg_policy
  where polcmd = '*' or 0 = any (polroles) or not polpermissive
$$, 'each policy names its verb and its role');

select is_empty($$
  select policyname from pg_policies
  where schemaname in ('public', 'realtime', 'storage') and 'authenticated' = any (roles)
    and coalesce(qual, '') || coalesce(with_check, '') like '%auth.uid()%'
    and coalesce(qual, '') || coalesce(with_check, '') not like '%second_factor_done()%'
    and (tablename, cmd) <> ('profiles', 'SELECT')
$$, 'every policy that knows the caller asks for their second factor');

select set_eq(
  $$ select format('%s %s', privilege_type, table_name) from information_schema.role_table_grants
     where grantee = 'anon' and table_schema in ('public', 'private', 'partitions') $$,
  array['SELECT plans', 'SELECT credit_packs'],
  'who has no account sees what is sold, and no other table'
);

select set_eq(
  $$ select proname || case when has_function_privilege('anon', oid, 'execute') then ' anybody' else '' end
     from pg_proc
     where pronamespace = 'public'::regnamespace
       and has_function_privilege('authenticated', oid, 'execute') $$,
  array[
    'audit_log_break', 'config_overview', 'current_config anybody', 'current_plan', 'list_devices',
    'publish_config', 'recovery_codes_left', 'register_device', 'renew_recovery_codes', 'revoke_device',
    'rollback_config', 'set_config_percent', 'set_role', 'sync_pull', 'sync_push',
    'use_recovery_code'
  ],
  'the functions that users can call are these'
);

select is_empty($$
  select oid::regclass::text from pg_class
  where relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'partitions'::regnamespace)
    and relkind in ('r', 'p') and obj_description(oid, 'pg_class') is null
  union all
  select oid::regprocedure::text from pg_proc
  where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    and obj_description(oid, 'pg_proc') is null
$$, 'every table and function says what it is for');

select is_empty($$
  select constrained.conrelid::regclass, constrained.conname
  from pg_constraint as constrained
  where constrained.contype = 'f'
    and constrained.connamespace = 'public'::regnamespace
    and not exists (
      select from pg_index
      where indrelid = constrained.conrelid and indkey[0] = constrained.conkey[1]
    )
$$, 'every foreign key has an index');

select results_eq(
  $$ select count(*)::integer, private.make_partitions() from pg_tables where schemaname = 'partitions' $$,
  $$ values (39, 0) $$,
  'the ledgers and the metrics have parts for this month and a year ahead'
);

select * from finish();
rollback;
