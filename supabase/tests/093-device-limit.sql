-- Ada's plan has room for two devices, and she has three.
begin;
select plan(11);

select tests.sign_up('ada');
insert into auth.sessions (id, user_id, created_at)
select tests.id('on ' || name), tests.id('ada'), now()
from unnest(array['laptop', 'desk', 'phone']) as name;
create function pg_temp.at(place text) returns void language sql as $$
  select tests.act_as('ada', 'user', jsonb_build_object('session_id', tests.id('on ' || place)));
$$;
create function pg_temp.push(place text) returns jsonb language sql as $$
  select public.sync_push(tests.id(place), '[]');
$$;
grant execute on all functions in schema pg_temp to authenticated;
update public.plans set limits = limits || '{"devices": 2}' where id = 'free';
update public.plans set limits = limits || '{"devices": 3}' where id = 'pro';

select pg_temp.at('laptop');
select lives_ok($$ select public.register_device(tests.id('laptop'), 'Laptop') $$, 'the laptop is in');
select pg_temp.at('desk');
select lives_ok($$ select pg_temp.push('desk') $$, 'so is the desk, by its first push');
select pg_temp.at('phone');
select throws_ok(
  $$ select public.register_device(tests.id('phone'), 'Phone') $$,
  'PT409', 'the plan has room for 2 devices', 'the phone is one too many'
);
select throws_ok($$ select pg_temp.push('phone') $$, 'PT409', null, 'and may not send');
select lives_ok($$ select public.sync_pull() $$, 'though it hears what the others say');

-- Room is made.
select is(public.revoke_device(tests.id('desk')), true, 'Ada signs the desk out, on the phone');
select lives_ok($$ select pg_temp.push('phone') $$, 'now it is in');
select tests.stop_acting();
insert into auth.sessions (id, user_id, created_at)
values (tests.id('on desk'), tests.id('ada'), now() + interval '1 hour');
select pg_temp.at('desk');
select throws_ok(
  $$ select public.register_device(tests.id('desk'), 'Desk') $$, 'PT409', null,
  'the desk has lost its place, also with a new session'
);

-- A larger plan, and a smaller one again.
select tests.stop_acting();
insert into public.subscriptions (
  user_id, provider, provider_subscription_id, plan_id, status, grants, provider_updated_at
) values (tests.id('ada'), 'polar', 'sub-1', 'pro', 'active', true, now());
select pg_temp.at('desk');
select lives_ok(
  $$ select public.register_device(tests.id('desk'), 'Desk') $$, 'a larger plan lets it in'
);
select tests.stop_acting();
update public.subscriptions set grants = false, status = 'ended' where user_id = tests.id('ada');
select pg_temp.at('laptop');
select lives_ok($$ select pg_temp.push('laptop') $$, 'after a downgrade whoever is in goes on');
select pg_temp.at('desk');
select lives_ok(
  $$ select public.register_device(tests.id('desk'), 'Desk', 'linux', '0.2.0') $$,
  'and may be started again'
);

select * from finish();
rollback;
