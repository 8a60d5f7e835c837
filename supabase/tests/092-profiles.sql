-- Ada shows her face.
begin;
select plan(6);

select tests.sign_up('ada', 'eve');
create function pg_temp.webp(bytes integer) returns bytea language sql as $$
  select 'RIFF'::bytea || '\x00000000'::bytea || 'WEBP'::bytea || decode(repeat('00', bytes - 12), 'hex');
$$;
grant execute on function pg_temp.webp(integer) to authenticated;

select tests.act_as('ada');
select lives_ok('update public.profiles set avatar = pg_temp.webp(32768)', 'a picture of 32 KB');
select throws_ok(
  'update public.profiles set avatar = pg_temp.webp(32769)', '23514', null, 'not a byte more'
);
select throws_ok(
  $$ update public.profiles set avatar = '<svg onload="alert(1)"/>' $$, '23514', null, 'and nothing but a WebP'
);
select throws_ok(
  $$ update public.profiles set avatar = '' $$, '23514', null, 'not even nothing'
);
select lives_ok('update public.profiles set avatar = null', 'she takes it down again');
select tests.act_as('eve');
select is_empty(
  $$ update public.profiles set avatar = pg_temp.webp(100) where user_id = tests.id('ada') returning 1 $$,
  'nobody else puts one up'
);

select * from finish();
rollback;
