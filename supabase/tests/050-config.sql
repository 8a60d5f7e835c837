-- Grace, who is an admin, publishes; installations follow.
begin;
select plan(27);

select tests.sign_up('grace', 'sam', 'ada');
select tests.appoint('grace', 'admin');
select tests.appoint('sam', 'support');

select tests.act_as('ada', 'admin');
select throws_ok(
  $$ select public.publish_config('production', '{"a": 1}') $$, '42501', null,
  'Ada may not publish, whatever her token says'
);
select tests.act_as('sam', 'support');
select throws_ok(
  $$ select public.rollback_config('production') $$, '42501', null, 'nor Sam roll back'
);
select throws_ok(
  $$ select public.config_overview('production') $$, '42501', null, 'nor see who published what'
);
select throws_ok(
  $$ select public.admit_config('{"a": 1}') $$, '42501', null, 'nobody says of a document that it is valid'
);
select tests.act_as_nobody();
select is(public.current_config('production'), null, 'nothing is published yet');

select tests.act_as('grace', 'admin');
select throws_ok(
  $$ select public.publish_config('production', '{"a": 1}') $$, 'PT422', null,
  'Grace publishes nothing that was not validated'
);
select tests.admit('{"a": 1}', '{"a": 2}', '{"a": 3}', '{"a": 4}');
select is((public.publish_config('production', '{"a": 1}', 'first')).revision, 1::bigint, 'Grace publishes');
select throws_ok(
  $$ select public.publish_config('production', '{"a": 1}') $$, 'PT422', null,
  'each validation serves for one publication'
);
select is(
  public.config_overview('production') #- '{versions,0,published_at}',
  jsonb_build_object(
    'channel', 'production', 'revision', 1, 'percent', 100, 'document', '{"a": 1}'::jsonb,
    'version', (public.current_config('production') -> 'version'),
    'stable_version', (public.current_config('production') -> 'version'),
    'versions', jsonb_build_array(jsonb_build_object(
      'version', public.current_config('production') -> 'version', 'note', 'first', 'author', 'grace'
    ))
  ),
  'Grace sees what is served, and by whom'
);
select throws_ok(
  $$ select public.publish_config('production', '[]') $$, '23514', null, 'a document is an object'
);
select throws_ok(
  $$ select public.publish_config('moon', '{}') $$, '23514', null, 'there is no such channel'
);
select tests.act_as_nobody();
select is(public.current_config('production') -> 'document', '{"a": 1}', 'everybody gets it, without an account too');
select is(public.current_config('staging'), null, 'in its environment only');

select tests.act_as('grace', 'admin');
select throws_ok(
  $$ select public.publish_config('production', '{"a": 2}', '', 100, 7) $$, 'PT409', null,
  'not over what she has not seen'
);
select is(
  (public.publish_config('production', '{"a": 2}', 'careful', 20, 1)).percent, 20, 'to a fifth first'
);
select is(
  (
    select count(*) filter (where public.current_config('production', 'i' || i) -> 'document' = '{"a": 2}')
      between 140 and 260
    from generate_series(1, 1000) as i
  ),
  true, 'about a fifth of the installations get it'
);
select is(
  (select count(distinct public.current_config('production', 'i7') ->> 'version') from generate_series(1, 5)),
  1::bigint, 'an installation gets the same every time'
);
create temp table early as
  select i from generate_series(1, 300) as i
  where public.current_config('production', 'i' || i) -> 'document' = '{"a": 2}';
select public.set_config_percent('production', 60);
select is_empty(
  $$ select i from early where public.current_config('production', 'i' || i) -> 'document' <> '{"a": 2}' $$,
  'who had it keeps it when more get it'
);
select is(
  (public.rollback_config('production')).percent, 100, 'Grace thinks better of it'
);
select is(
  (select count(*) from generate_series(1, 100) as i
   where public.current_config('production', 'i' || i) -> 'document' <> '{"a": 1}'),
  0::bigint, 'all are back'
);
select public.publish_config('production', '{"a": 3}');
select public.publish_config('production', '{"a": 4}');
select public.rollback_config('production');
select is(public.current_config('production') -> 'document', '{"a": 3}', 'a roll-back goes to the version before');
select public.rollback_config('production', (select min(version) from public.config_versions));
select is(public.current_config('production') -> 'document', '{"a": 1}', 'or to any that is named');
select throws_ok(
  $$ select public.rollback_config('production') $$, 'PT404', null, 'before the first there is none'
);

select is(
  (select count(*)::integer from public.audit_log where action = 'config_channels.point'),
  8, 'each move is in the log'
);
select is(
  (select distinct actor from public.audit_log where action = 'config_channels.point'),
  tests.id('grace'), 'under her name'
);
select tests.stop_acting();
select throws_ok(
  $$ update public.config_versions set document = '{"a": 9}' $$, '23001', null,
  'what was published does not change'
);
select is(
  (select count(*)::integer from realtime.messages where topic = 'config:production'),
  8, 'and every move was announced'
);

select * from finish();
rollback;
