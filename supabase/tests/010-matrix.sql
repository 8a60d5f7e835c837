-- Every table, every verb, everybody.
begin;
select plan(3);

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

select * from finish();
rollback;
