-- Power, who has it, and that it is written down.
begin;
select plan(24);

select tests.sign_up('grace', 'sam', 'ada');
select tests.appoint('grace', 'admin');

select tests.act_as('ada');
select throws_ok(
  $$ update public.roles set role = 'admin' $$, '42501', null, 'nobody writes their own role'
);
select throws_ok(
  $$ insert into public.roles (user_id, role) values (tests.id('ada'), 'admin') $$, '42501', null,
  'nor gives one'
);
select throws_ok(
  $$ select public.set_role(tests.id('ada'), 'admin') $$, '42501', null, 'nor asks for it'
);
select throws_ok(
  $$ update public.credit_accounts set balance = 1000000 $$, '42501', null, 'nor credits'
);
select throws_ok(
  $$ select public.credit_grant(tests.id('ada'), 1000, 'gift', 'mine') $$, '42501', null,
  'nor calls what only the functions call'
);
select throws_ok(
  $$ select public.credit_reserve(tests.id('ada'), gen_random_uuid(), 1, 'h') $$, '42501', null, 'none of it'
);
select throws_ok(
  $$ select * from public.rate_limit_take('x', 1, 1) $$, '42501', null, 'nor empties somebody''s bucket'
);
select throws_ok(
  $$ update public.profiles set user_id = tests.id('sam') $$, '42501', null, 'a row stays its owner''s'
);
select throws_ok(
  $$ select public.custom_access_token_hook('{}') $$, '42501', null, 'tokens are made elsewhere'
);
select lives_ok(
  $$ update public.profiles set display_name = 'Ada L.' $$, 'a name one may change'
);

select tests.act_as('grace', 'user');
select throws_ok(
  $$ select public.set_role(tests.id('sam'), 'support') $$, '42501', null,
  'a token from before the promotion is not enough'
);
select tests.act_as('grace', 'admin');
select lives_ok($$ select public.set_role(tests.id('sam'), 'support') $$, 'Grace appoints Sam');
select throws_ok(
  $$ select public.set_role(tests.id('grace'), 'user') $$, '23514', null, 'the last admin stays one'
);
select results_eq(
  $$ select actor, action, subject, details -> 'after' ->> 'role' from public.audit_log
     where action = 'roles.insert' and subject = tests.id('sam')::text $$,
  $$ values (tests.id('grace'), 'roles.insert', tests.id('sam')::text, 'support') $$,
  'it is written down who did what'
);
select is(public.audit_log_break(), null, 'the log is whole');

-- Her session, and her second factor.
select tests.stop_acting();
insert into auth.sessions (id, user_id) values (tests.id('session'), tests.id('grace'));
select tests.act_as('grace', 'admin', '{"session_id": "00000000-0000-0000-0000-000000000000"}');
select throws_ok(
  $$ select public.publish_config('staging', '{}') $$, '42501', null,
  'a session that was ended publishes nothing'
);
select tests.act_as('grace', 'admin', jsonb_build_object('session_id', tests.id('session')));
select tests.admit('{}');
select lives_ok($$ select public.publish_config('staging', '{}') $$, 'one that lives does');
select tests.stop_acting();
insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
values (gen_random_uuid(), tests.id('grace'), 'totp', 'verified', now(), now());
select tests.act_as('grace', 'admin', '{"aal": "aal1"}');
select is_empty('select seq from public.audit_log', 'without her second factor Grace is a user');
select throws_ok(
  $$ select public.publish_config('staging', '{}') $$, '42501', null, 'and publishes nothing'
);
select tests.act_as('grace', 'admin', '{"aal": "aal2"}');
select tests.admit('{}');
select lives_ok($$ select public.publish_config('staging', '{}') $$, 'with it she is herself again');

select tests.stop_acting();
select throws_ok(
  $$ update public.audit_log set actor = null $$, '23001', null, 'it can''t be changed'
);
select throws_ok($$ truncate public.audit_log $$, '23001', null, 'nor emptied');

-- Somebody with the whole database in their hands.
alter table public.audit_log disable trigger append_only;
select private.audit('test', 'more');
update public.audit_log set subject = 'somebody else' where seq = 2;
select is(public.audit_log_break(), 2::bigint, 'a changed entry shows');
delete from public.audit_log where seq = 2;
select is(public.audit_log_break(), 3::bigint, 'so does a missing one');

select * from finish();
rollback;
