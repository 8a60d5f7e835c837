-- Ada's two devices share what they did.
begin;
select plan(37);

select tests.sign_up('ada', 'bob');

create function tests.op(
  name text, n integer, kind text, key text, fields jsonb, base integer default null
) returns jsonb language sql as $$
  select jsonb_build_object(
    'op_id', md5(name)::uuid, 'n', n, 'kind', kind, 'key', key, 'fields', fields, 'base_seq', base
  );
$$;
create function tests.removal(name text, n integer, kind text, key text, base integer)
returns jsonb language sql as $$
  select jsonb_build_object(
    'op_id', md5(name)::uuid, 'n', n, 'kind', kind, 'key', key, 'deleted', true, 'base_seq', base
  );
$$;
-- What each operation of a push was answered.
create function tests.answers(device text, variadic ops jsonb[])
returns text language sql as $$
  select string_agg(
    concat_ws(' ', answer ->> 'status', answer ->> 'seq', answer ->> 'reason'), ', ' order by place
  )
  from jsonb_array_elements(public.sync_push(md5(device)::uuid, to_jsonb(ops)) -> 'answers')
    with ordinality as given (answer, place);
$$;
grant execute on all functions in schema tests to authenticated;

select tests.act_as_nobody();
select throws_ok(
  $$ select public.sync_push(gen_random_uuid(), '[]') $$, '42501', null,
  'without an account nothing is pushed'
);
select throws_ok(
  $$ select public.sync_pull() $$, '42501', null, 'nor pulled'
);

select tests.act_as('ada');
select is(
  public.sync_pull() - 'epoch',
  '{"mode": "snapshot", "changes": [], "next": null, "more": false, "min_cursor": 0}',
  'before the first push there is nothing'
);
select is(
  tests.answers('laptop',
    tests.op('a1', 1, 'recipe', 'r1', '{"title": "Warm", "steps": 3}'),
    tests.op('a2', 2, 'setting', 'theme', '{"value": "dark"}')
  ),
  'ok 1, ok 2', 'the laptop makes a recipe and chooses a theme'
);
select is(
  tests.answers('laptop', tests.op('a1', 1, 'recipe', 'r1', '{"title": "Warm", "steps": 3}')),
  'dup 1', 'a repeat is recognised'
);
select is(
  tests.answers('laptop', tests.op('a1', 1, 'recipe', 'r1', '{"title": "Cold"}')),
  'rejected idempotency_mismatch', 'another operation under the same id is none'
);

-- Last writer wins, field by field, in the order of the server.
select is(
  tests.answers('desk',
    tests.op('b1', 1, 'recipe', 'r1', '{"title": "Warmer"}', 1),
    tests.op('b2', 2, 'recipe', 'r1', '{"place": 7}', 1)
  ),
  'ok 3, ok 4', 'the desk changes the title and adds a place'
);
select is(
  (select fields from public.recipes where key = 'r1'),
  '{"title": "Warmer", "steps": 3, "place": 7}',
  'other fields stay'
);
select is(
  (select overwritten from public.sync_ops where seq = 3),
  '{"title": "Warm"}', 'what was overwritten is kept in the log'
);
select is(
  (select field_seqs from public.recipes where key = 'r1'),
  '{"title": 3, "steps": 1, "place": 4}', 'each field knows who wrote it last'
);

-- One bad operation among good ones.
select is(
  tests.answers('laptop',
    tests.op('a3', 3, 'recipe', 'r2', '{"title": "A"}'),
    tests.op('a4', 4, 'hologram', 'h1', '{}'),
    tests.op('a5', 5, 'usage', 'not-a-uuid', '{}'),
    tests.op('a6', 6, 'job', 'j1', '{"status": "dancing"}'),
    tests.op('a7', 7, 'recipe', 'r3', jsonb_build_object('text', repeat('x', 70000))),
    '"nonsense"', 'null', '{}',
    tests.op('a8', 8, 'recipe', 'r4', '{"title": "B"}')
  ),
  'ok 5, rejected unknown_kind, rejected invalid, rejected invalid, rejected too_large, '
    'rejected invalid, rejected invalid, rejected invalid, ok 6',
  'is refused by itself, and holds up nothing'
);
select throws_ok(
  format('select public.sync_push(gen_random_uuid(), %L)', (select jsonb_agg(0) from generate_series(1, 101))),
  'PT413', null, 'more than 100 at once are refused'
);

-- Deleted things stay deleted.
select is(
  tests.answers('desk', tests.removal('b3', 3, 'recipe', 'r2', 5)),
  'ok 7', 'the desk deletes a recipe'
);
select is(
  tests.answers('laptop',
    tests.op('a9', 9, 'recipe', 'r2', '{"title": "C"}', 5),
    tests.op('a10', 10, 'recipe', 'r2', '{"title": "C"}', 0),
    tests.op('a11', 11, 'recipe', 'r2', '{"title": "C"}')
  ),
  'rejected deleted, rejected deleted, rejected deleted',
  'who has not heard of it does not bring it back'
);
select is(
  tests.answers('laptop', tests.op('a12', 12, 'recipe', 'r2', '{"title": "C"}', 7)),
  'ok 8', 'who has may'
);
select is(
  tests.answers('laptop', tests.op('a13', 13, 'recipe', 'never-there', '{"title": "C"}', 3)),
  'rejected gone', 'what is changed must be there'
);

-- Jobs only move on.
select is(
  tests.answers('laptop',
    tests.op('j1', 14, 'job', 'j', '{"status": "running"}'),
    tests.op('j2', 15, 'job', 'j', '{"status": "done", "cost": 5}', 9),
    tests.op('j3', 16, 'job', 'j', '{"status": "running", "cost": 1}', 9),
    tests.op('j4', 17, 'job', 'j', '{"status": "failed", "cost": 2}', 9),
    tests.op('j5', 18, 'job', 'j', '{"title": "Cat"}', 9)
  ),
  'ok 9, ok 10, ok 11, ok 12, ok 13', 'a job ends'
);
select is(
  (select fields from public.jobs where key = 'j'),
  '{"status": "done", "cost": 5, "title": "Cat"}', 'and nothing makes it run again'
);
select is(
  (select fields from public.sync_ops where seq = 11), '{}', 'an outdated state is told to nobody'
);
select is(
  tests.answers('laptop', tests.op('j6', 19, 'job', 'j', '{"status": "queued", "run": 1}', 13)),
  'ok 14', 'unless it is sent again'
);
select is((select status from public.jobs where key = 'j'), 'queued', 'which begins a new run');

-- Usage is only ever added.
select is(
  tests.answers('laptop',
    tests.op('u1', 20, 'usage', md5('u1')::uuid::text,
      '{"provider": "openai", "operation": "describe", "cost_micro_usd": 400, "occurred_at": "2026-11-22T10:00:00Z"}'),
    tests.op('u2', 21, 'usage', md5('u1')::uuid::text,
      '{"provider": "openai", "operation": "describe", "cost_micro_usd": 1, "occurred_at": "2026-11-22T10:00:00Z"}'),
    tests.removal('u3', 22, 'usage', md5('u1')::uuid::text, 15),
    tests.op('u4', 23, 'usage', md5('u4')::uuid::text,
      '{"provider": "openai", "operation": "describe", "cost_micro_usd": -400, "occurred_at": "2026-11-22T10:00:00Z"}')
  ),
  'ok 15, rejected insert_only, rejected insert_only, rejected invalid',
  'an entry is not changed, not removed, and not negative'
);
select is((select sum(cost_micro_usd)::integer from public.usage_ledger), 400, 'once');

-- Pulling.
select is(
  (select count(*)::integer from jsonb_array_elements(public.sync_pull(
    jsonb_build_object('epoch', (select epoch from public.sync_head), 'seq', 10)) -> 'changes')),
  5, 'a cursor gets what came after it'
);
select is(
  (select array_agg(change ->> 'key') from jsonb_array_elements(public.sync_pull(null, 3) -> 'changes') as change),
  array['j', 'r1', 'r2'], 'no cursor gets what lives, page by page'
);
select is(
  public.sync_pull(null, 3) -> 'next' -> 'after', '{"kind": "recipe", "key": "r2"}', 'to go on from'
);
select is(
  public.sync_pull('{"epoch": "of yesterday", "seq": 3}') ->> 'mode', 'snapshot',
  'a cursor from before a restore starts anew'
);
select is(
  public.sync_pull(jsonb_build_object('epoch', (select epoch from public.sync_head), 'seq', 99)) ->> 'mode',
  'snapshot', 'so does one from the future'
);

-- The log forgets.
select tests.stop_acting();
select is(private.sync_prune('-1 second'), 1, 'what is old is forgotten');
select tests.act_as('ada');
select is(
  public.sync_pull(jsonb_build_object('epoch', (select epoch from public.sync_head), 'seq', 3)) ->> 'mode',
  'snapshot', 'an old cursor starts anew'
);
select is(
  tests.answers('laptop', tests.op('a3', 3, 'recipe', 'r2', '{"title": "A"}')),
  'rejected expired', 'a repeat from before is not taken twice'
);

-- Bob.
select tests.act_as('bob');
select is_empty('select key from public.recipes', 'Bob sees nothing of it');
select is(
  tests.answers('laptop', tests.op('a1', 1, 'recipe', 'r1', '{"title": "Mine"}')),
  'ok 1', 'and has numbers, keys and ids of his own'
);

-- A device that was signed out from afar.
select tests.stop_acting();
insert into auth.sessions (id, user_id) values (tests.id('session'), tests.id('bob'));
select tests.act_as('bob', 'user', jsonb_build_object('session_id', tests.id('session')));
select is(public.revoke_device(md5('laptop')::uuid), true, 'Bob signs his laptop out');
select throws_ok(
  $$ select public.sync_push(md5('laptop')::uuid, '[]') $$, 'PT403', null,
  'and it can push no more'
);

select throws_ok(
  $$ insert into public.devices (user_id, id)
     select tests.id('bob'), gen_random_uuid() from generate_series(1, 101) $$,
  'PT409', null, 'nobody has a hundred devices'
);
select tests.stop_acting();
update public.rate_limits set tokens = 10, updated_at = clock_timestamp() + interval '1 minute'
where bucket = 'sync:' || tests.id('bob');
select tests.act_as('bob');
select throws_ok(
  $$ select tests.answers('desk', tests.op('b9', 9, 'recipe', 'r9', '{"title": "More"}')) $$,
  'PT429', null, 'nor sends without end'
);

select * from finish();
rollback;
