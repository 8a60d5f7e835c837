-- The database goes back to a backup, and Ada's devices tell it again what it has lost.
begin;
select plan(21);

select tests.sign_up('ada', 'bob');

create function tests.answers(device text, variadic ops jsonb[])
returns text language sql as $$
  select string_agg(
    concat_ws(' ', answer ->> 'status', answer ->> 'reason'), ', ' order by place
  )
  from jsonb_array_elements(public.sync_push(md5(device)::uuid, to_jsonb(ops)) -> 'answers')
    with ordinality as given (answer, place);
$$;
create function tests.edit(name text, key text, fields jsonb, more jsonb default '{}')
returns jsonb language sql as $$
  select jsonb_build_object(
    'op_id', md5(name)::uuid, 'n', 1, 'kind', 'recipe', 'key', key, 'fields', fields
  ) || more;
$$;
create function tests.removal(name text, key text, more jsonb default '{}')
returns jsonb language sql as $$
  select jsonb_build_object(
    'op_id', md5(name)::uuid, 'n', 1, 'kind', 'recipe', 'key', key, 'deleted', true
  ) || more;
$$;
grant execute on all functions in schema tests to authenticated;

-- What the backup has: numbers 1 to 4. What was given after it, up to 9, is lost.
select tests.act_as('ada');
select is(
  tests.answers('laptop',
    tests.edit('a1', 'r1', '{"title": "Warm", "steps": 3}'),
    tests.edit('a2', 'r2', '{"title": "Cold"}'),
    tests.edit('a3', 'r3', '{"title": "Grey"}'),
    tests.removal('a4', 'r3')
  ),
  'ok, ok, ok, ok', 'the laptop makes three recipes, and deletes one'
);
select is(
  (select lost from public.sync_head), '[[0, 0]]', 'nothing was ever lost of the account'
);

select tests.stop_acting();
select set_config('tests.epoch', (select epoch::text from public.sync_head), true);
select private.sync_start_epoch();
select tests.act_as('ada');
select isnt(
  (select epoch::text from public.sync_head), current_setting('tests.epoch'),
  'after a restore another epoch begins'
);
select cmp_ok(
  (select seq from public.sync_head), '>', 1000000000000::bigint,
  'with numbers above all that were ever given'
);
select is(
  (select public.sync_pull() -> 'lost'),
  (select jsonb_build_array('[0, 0]'::jsonb, jsonb_build_array(4, seq)) from public.sync_head),
  'a snapshot tells which were lost'
);
select is(
  public.sync_push(md5('laptop')::uuid, '[]') ->> 'epoch',
  (select epoch::text from public.sync_head), 'and a push in which epoch it was taken'
);

-- Versions of one row, from several devices and in any order: the latest stays.
select is(
  tests.answers('desk', tests.edit('b1', 'r1', '{"title": "Hot", "steps": 4}', '{"was": 7}')),
  'ok', 'the desk tells again what it knew of a recipe'
);
select is(
  tests.answers('laptop',
    tests.edit('a5', 'r1', '{"title": "Warmer", "steps": 5, "place": 1}', '{"was": 6}')
  ),
  'ok', 'the laptop, what it was before'
);
select is(
  (select fields from public.recipes where key = 'r1'),
  '{"title": "Hot", "steps": 4, "place": 1}', 'which only fills the gaps'
);
select is(
  tests.answers('desk', tests.edit('b2', 'r1', '{"title": "Hotter"}', '{"was": 8}')),
  'ok', 'a later version is taken'
);
select is(
  tests.answers('laptop',
    tests.edit('a6', 'r1', '{"title": "New"}'),
    tests.edit('a7', 'r1', '{"title": "Hottest"}', '{"was": 9}')
  ),
  'ok, rejected outdated', 'nothing told again undoes what was said since'
);
select is(
  tests.answers('laptop', tests.edit('a8', 'r1', '{"title": "Forged"}', '{"was": 999999999999999}')),
  'rejected outdated', 'whatever number it claims'
);
select is((select fields ->> 'title' from public.recipes where key = 'r1'), 'New', 'so it is');

-- Deletions.
select is(
  tests.answers('laptop',
    tests.removal('a9', 'r1', '{"was": 9}'),
    tests.removal('a10', 'r2', '{"was": 8}'),
    tests.removal('a11', 'r2', '{"was": 8}'),
    tests.removal('a12', 'r4', '{"was": 6}')
  ),
  'rejected outdated, ok, rejected outdated, ok',
  'a deletion is told again unless the row was written since'
);
select is(
  tests.answers('desk',
    tests.edit('b3', 'r2', '{"title": "Cold"}', '{"was": 5}'),
    tests.edit('b4', 'r4', '{"title": "Never heard of"}', '{"was": 5}')
  ),
  'rejected deleted, rejected deleted', 'and nobody who has not heard of it brings the row back'
);
select is(
  tests.answers('desk', tests.edit('b5', 'r3', '{"title": "Back"}', '{"was": 9}')),
  'ok', 'but a row that was brought back after the deletion that the backup has is'
);
select is(
  tests.answers('desk', tests.edit('b6', 'r5', '{"title": "Bad"}', '{"was": "then"}')),
  'rejected invalid', 'a number is a number'
);

-- An account that the backup does not have.
select tests.act_as('bob');
select is(
  tests.answers('phone', tests.edit('c1', 'r1', '{"title": "Mine"}', '{"was": 1}')),
  'ok', 'Bob tells all of his again'
);
select cmp_ok(
  (select seq from public.sync_head), '>', 1000000000000::bigint, 'under numbers of the new epoch'
);
select is(
  (select lost -> 0 -> 0 from public.sync_head), '0', 'and all that he had before counts as lost'
);

-- Two restores within moments, and more taken between them than the clock has counted.
select tests.stop_acting();
update public.sync_head set seq = 9000000000000;
select private.sync_start_epoch();
select cmp_ok(
  (select min(seq) from public.sync_head), '>', 9000000000000::bigint,
  'no number is given twice, however soon the next restore comes'
);

select * from finish();
rollback;
