-- Ada has a laptop and a desk. She looks after both.
begin;
select plan(17);

select tests.sign_up('ada', 'eve');
insert into auth.sessions (id, user_id, created_at, user_agent) values
  (tests.id('on laptop'), tests.id('ada'), now() - interval '1 day', 'Emulsion'),
  (tests.id('on desk'), tests.id('ada'), now() - interval '1 day', 'Emulsion'),
  (tests.id('in browser'), tests.id('ada'), now() - interval '2 days', 'Firefox'),
  (tests.id('eves'), tests.id('eve'), now(), 'Emulsion');
create function pg_temp.at(place text, who text default 'ada') returns void language sql as $$
  select tests.act_as(who, 'user', jsonb_build_object('session_id', tests.id(place)));
$$;
grant execute on function pg_temp.at(text, text) to authenticated;

select pg_temp.at('on laptop');
select lives_ok(
  $$ select public.register_device(tests.id('laptop'), 'Laptop', 'linux', '0.1.0') $$, 'the laptop says hello'
);
select pg_temp.at('on desk');
select lives_ok(
  $$ select public.register_device(tests.id('desk'), 'Desk', 'win32', '0.1.0') $$, 'so does the desk'
);
select set_eq(
  'select name, platform, user_agent, is_this, signed_in from public.list_devices()',
  $$ values
    ('Laptop', 'linux', 'Emulsion', false, true),
    ('Desk', 'win32', 'Emulsion', true, true),
    ('', '', 'Firefox', false, true) $$,
  'each is on the list, and a session without a device too'
);

update public.devices set name = 'The old one' where id = tests.id('laptop');
select pg_temp.at('on laptop');
select lives_ok(
  $$ select public.register_device(tests.id('laptop'), 'Laptop', 'linux', '0.2.0') $$, 'it starts again'
);
select results_eq(
  $$ select name, app_version from public.devices where id = tests.id('laptop') $$,
  $$ values ('The old one', '0.2.0') $$, 'and keeps the name that she gave it'
);

select pg_temp.at('eves', 'eve');
select is_empty(
  $$ select id from public.list_devices() where name <> '' $$, 'Eve sees none of them'
);
select is(public.revoke_device(tests.id('laptop')), false, 'nor can she end one');
select is(public.revoke_device(tests.id('in browser')), false, 'nor a session');

select pg_temp.at('on desk');
select is(public.revoke_device(tests.id('laptop')), true, 'Ada signs the laptop out');
select is(public.revoke_device(tests.id('in browser')), true, 'and the browser');
select results_eq(
  'select name, revoked_at is not null, signed_in from public.list_devices() order by name',
  $$ values ('Desk', false, true), ('The old one', true, false) $$, 'the list says so'
);
select tests.stop_acting();
select set_eq(
  $$ select topic, event, payload ->> 'device' from realtime.messages where event = 'device_revoked' $$,
  $$ values ('user:' || tests.id('ada'), 'device_revoked', tests.id('laptop')::text),
    ('user:' || tests.id('ada'), 'device_revoked', tests.id('in browser')::text) $$,
  'they hear it at once'
);

select pg_temp.at('on laptop');
select throws_ok(
  $$ select public.register_device(tests.id('laptop')) $$, '42501', null, 'a token that outlives its session is late'
);
select throws_ok('select public.list_devices()', '42501', null, 'for everything');
select tests.stop_acting();
insert into auth.sessions (id, user_id, created_at)
values (tests.id('older'), tests.id('ada'), now() - interval '1 hour'),
  (tests.id('newer'), tests.id('ada'), now() + interval '1 second');
select pg_temp.at('older');
select throws_ok(
  $$ select public.register_device(tests.id('laptop')) $$, 'PT403', null,
  'a session from before the sign-out does not bring it back'
);
select pg_temp.at('newer');
select lives_ok(
  $$ select public.register_device(tests.id('laptop')) $$, 'a new sign-in on it does'
);
select is(
  (select revoked_at from public.devices where id = tests.id('laptop')), null, 'it is welcome again'
);

select * from finish();
rollback;
