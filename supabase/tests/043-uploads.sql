-- Places for files that are too big for a form, and when their objects go.
begin;
select plan(20);
select tests.sign_up('ada', 'eve');

create function pg_temp.grant_to(
  person text, job text, file text default 'image', hash text default repeat('a', 64)
)
returns text language sql as $$
  select public.ai_grant_upload(tests.id(job), tests.id(person), file, 'image/png', 100, hash);
$$;
create function pg_temp.put(person text, job text, file text) returns void language sql as $$
  insert into storage.objects (bucket_id, name)
  values ('ai', format('%s/%s/%s', tests.id(person), tests.id(job), file));
$$;
grant execute on function pg_temp.put(text, text, text) to authenticated;
create function pg_temp.gone() returns text language sql as $$
  select string_agg(storage.filename(name), ',' order by name)
  from private.objects_to_remove(100) as name;
$$;

select is(pg_temp.grant_to('ada', 'j1'), 'new', 'a place for a file');
select is(pg_temp.grant_to('ada', 'j1'), 'known', 'asked again, the same');
select is(pg_temp.grant_to('ada', 'j1', 'mask'), 'new', 'one more of the job');
select is(pg_temp.grant_to('ada', 'j1', 'image', repeat('b', 64)), 'conflict', 'another file is not it');
select is(pg_temp.grant_to('eve', 'j1'), 'conflict', 'nor somebody else''s');
select throws_ok(
  $$ select pg_temp.grant_to('ada', 'j2', '../image') $$, '23514', null, 'names are three'
);
select throws_ok(
  $$ select public.ai_grant_upload(tests.id('j2'), tests.id('ada'), 'image', 'text/html', 1, repeat('a', 64)) $$,
  '23514', null, 'images are uploaded, and nothing else'
);
select throws_ok(
  $$ select public.ai_grant_upload(tests.id('j2'), tests.id('ada'), 'image', 'image/png', -1, repeat('a', 64)) $$,
  '23514', null, 'and something, not less than nothing'
);

select tests.act_as('ada');
select lives_ok($$ select pg_temp.put('ada', 'j1', 'image') $$, 'she writes what was granted');
select throws_ok(
  $$ select pg_temp.put('ada', 'j3', 'image') $$, '42501', null, 'and nothing else'
);
select throws_ok(
  $$ select public.ai_grant_upload(tests.id('j3'), tests.id('ada'), 'image', 'image/png', 1, repeat('a', 64)) $$,
  '42501', null, 'nobody grants themselves a place'
);
select tests.act_as('eve');
select throws_ok(
  $$ select pg_temp.put('ada', 'j1', 'mask') $$, '42501', null, 'nobody writes in another folder'
);
select tests.stop_acting();

select is(pg_temp.gone(), null, 'what waits for its job stays');
select public.ai_accept(tests.id('j1'), tests.id('ada'), 'edit', 'h', 'm', 0, 0);
select is(pg_temp.grant_to('ada', 'j1', 'reference'), 'conflict', 'a job that runs takes nothing more');
select is(pg_temp.gone(), null, 'while it runs, its files stay');
select public.ai_conclude(tests.id('j1'), 'succeeded', 'm', 0, 0, '{}', null);
select is(pg_temp.gone(), 'image', 'after it, they go');

select pg_temp.put('ada', 'j1', 'result-0');
select is(pg_temp.gone(), 'image', 'a result is given the time to be named');
update storage.objects set created_at = now() - interval '11 minutes' where name like '%result-0';
select is(pg_temp.gone(), 'image,result-0', 'whose name nobody knows goes too');
insert into public.ai_files (job_id, index, media_type, sha256, object)
select tests.id('j1'), 0, 'image/png', repeat('a', 64), name from storage.objects
where name like '%result-0';
select is(pg_temp.gone(), 'image', 'what is named stays for a day');

insert into public.ai_uploads (job_id, name, user_id, object, media_type, bytes, sha256)
select id, 'image', tests.id('ada'), id::text, 'image/png', 1, repeat('0', 64)
from (select gen_random_uuid() as id from generate_series(1, 59)) as jobs;
select is(pg_temp.grant_to('ada', 'j9'), 'limited', 'sixty wait at once, and no more');

select * from finish();
rollback;
