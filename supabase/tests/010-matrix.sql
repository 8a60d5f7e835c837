-- Every table, every verb, everybody.
begin;
select plan(4);

select tests.furnish();

select ok(
  (select count(*) from tests.expectations) >= 4 * (
    select count(*) from pg_tables where schemaname in ('public', 'partitions', 'private')
  ),
  'the matrix speaks of every table and every verb'
);
select is_empty(
  $$ select tests.mismatches() $$,
  'everybody can do what the matrix says, and nothing else'
);

-- A token that claims more than the table of roles gives is worth nothing.
delete from public.roles where user_id in (tests.id('support'), tests.id('admin'));
select set_eq(
  $$ select mismatch from tests.mismatches() as mismatch where mismatch !~ ' not ' $$,
  '{}'::text[],
  'a role taken away ends at once, whatever the token says'
);

-- Whoever has the owner's password, and not their phone.
insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
values (gen_random_uuid(), tests.id('owner'), 'totp', 'verified', now(), now());
select set_eq(
  $$ select format('%s %s', verb, relation) from tests.expectations as expected
     where 'owner' = any (allowed) and not 'other' = any (allowed) and tests.allows(expected, 'owner') $$,
  array['select public.profiles'],
  'sees the name of the account, and can do nothing with it'
);

select * from finish();
rollback;
