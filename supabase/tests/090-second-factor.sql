-- Ada loses her phone. Eve has Ada's password, and no phone either.
begin;
select plan(26);

select tests.sign_up('ada', 'eve');
insert into auth.sessions (id, user_id, created_at) values
  (tests.id('desk'), tests.id('ada'), now()), (tests.id('phone'), tests.id('ada'), now()),
  (tests.id('eves'), tests.id('eve'), now());

create function pg_temp.at_desk(aal text) returns void language sql as $$
  select tests.act_as('ada', 'user', jsonb_build_object('session_id', tests.id('desk'), 'aal', aal));
$$;
create function pg_temp.enrol() returns void language sql as $$
  insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
  values (gen_random_uuid(), tests.id('ada'), 'totp', 'verified', now(), now());
$$;
create temporary table told (code text);
grant all on told to authenticated;
grant execute on function pg_temp.at_desk(text) to authenticated;

select pg_temp.at_desk('aal1');
select throws_ok(
  'select public.renew_recovery_codes()', 'PT409', null, 'codes recover a factor that there is'
);
select tests.stop_acting();
select pg_temp.enrol();
select pg_temp.at_desk('aal1');
select throws_ok(
  'select public.renew_recovery_codes()', 'PT403', null, 'who has one must have used it'
);
select throws_ok(
  $$ select public.sync_pull(null) $$, 'PT403', null, 'for what she has made too'
);
select pg_temp.at_desk('aal2');
select lives_ok('select public.sync_pull(null)', 'with it she sees that');
select lives_ok(
  'insert into told select unnest(public.renew_recovery_codes())', 'then there are codes'
);
select is((select count(distinct code)::integer from told), 10, 'ten of them');
select is_empty(
  $$ select code from told where code !~ '^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$' $$,
  'that people can read out'
);
select is(public.recovery_codes_left(), 10, 'all of them work');
select throws_ok('select * from public.recovery_codes', '42501', null, 'their hashes are nobody''s');
select tests.stop_acting();
select is_empty(
  $$ select 1 from public.recovery_codes, told where position(convert_to(code, 'UTF8') in hash) > 0 $$,
  'the codes themselves are not kept'
);

select tests.act_as('ada', 'user', jsonb_build_object('session_id', tests.id('nowhere')));
select throws_ok(
  'select public.use_recovery_code((select min(code) from told))', '42501', null,
  'a session that ended recovers nothing'
);
select tests.act_as('ada');
select throws_ok(
  'select public.use_recovery_code((select min(code) from told))', '42501', null, 'nor does none'
);
select tests.act_as('eve', 'user', jsonb_build_object('session_id', tests.id('eves')));
select is(
  public.use_recovery_code((select min(code) from told)), '{"status": "wrong"}',
  'somebody else''s code is no code'
);

select pg_temp.at_desk('aal1');
select is(public.use_recovery_code('AAAA-AAAA-AAAA-AAAA'), '{"status": "wrong"}', 'a guess is wrong');
select is(
  (select count(*)::integer from (select public.use_recovery_code('x') from generate_series(1, 4)) as tries),
  4, 'there are five tries'
);
select is(
  public.use_recovery_code((select min(code) from told)) ->> 'status', 'limited',
  'the sixth is too many, even with a good code'
);
select tests.stop_acting();
update public.rate_limits set updated_at = updated_at - interval '10 minutes';
select pg_temp.at_desk('aal1');
select is(
  public.use_recovery_code(' ' || lower(replace((select min(code) from told), '-', ' '))),
  '{"status": "used"}', 'one of hers lets her in, as she types it'
);
select is(public.recovery_codes_left(), 0, 'the others are gone with it');
select tests.stop_acting();
select is_empty(
  $$ select id from auth.mfa_factors where user_id = tests.id('ada') $$, 'and so is the authenticator'
);
select set_eq(
  $$ select id from auth.sessions where user_id = tests.id('ada') $$, array[tests.id('desk')],
  'and the session on the lost phone'
);
select set_eq(
  $$ select action from public.audit_log where subject = tests.id('ada')::text $$,
  '{recovery_codes.renew,recovery_codes.use,recovery_codes.refuse}'::text[], 'all of it is written down'
);

-- A new authenticator, and codes of the one before it.
truncate told;
select pg_temp.enrol();
select pg_temp.at_desk('aal2');
insert into told select unnest(public.renew_recovery_codes());
select tests.stop_acting();
update auth.mfa_factors set created_at = created_at + interval '1 day';
update public.rate_limits set tokens = 5;
select pg_temp.at_desk('aal1');
select is(public.recovery_codes_left(), 0, 'codes end with the authenticator they were made for');
select is(
  public.use_recovery_code((select min(code) from told)), '{"status": "wrong"}', 'none of them works'
);

-- Typing.
select tests.stop_acting();
select is(
  private.recovery_code_hash(tests.id('ada'), 'o0iI-lL11-ABCD-EFGH'),
  private.recovery_code_hash(tests.id('ada'), '00111111abcdefgh'), 'O is 0, I and L are 1'
);
select isnt(
  private.recovery_code_hash(tests.id('ada'), 'A'), private.recovery_code_hash(tests.id('eve'), 'A'),
  'two people''s hashes of one code differ'
);
select isnt(
  private.recovery_code_hash(tests.id('ada'), 'A'), private.recovery_code_hash(tests.id('ada'), 'B'),
  'so do the hashes of two codes'
);

select * from finish();
rollback;
