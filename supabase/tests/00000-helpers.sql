-- Helpers of the stories. They stay in the database; every other file rolls back what it did.

create schema if not exists tests;
grant usage on schema tests to anon, authenticated;

create or replace function tests.id(name text)
returns uuid
language sql
immutable
as $$ select md5(name)::uuid; $$;
comment on function tests.id(text) is 'The id of a person in the story.';

create or replace function tests.sign_up(variadic names text[])
returns void
language sql
as $$
  insert into auth.users (id, email, raw_user_meta_data)
  select tests.id(name), name || '@example.com', jsonb_build_object('display_name', name)
  from unnest(names) as name;
$$;
comment on function tests.sign_up(text[]) is 'People make accounts.';

create or replace function tests.stop_acting()
returns void
language plpgsql
as $$
begin
  perform set_config('role', 'postgres', true);
  perform set_config('request.jwt.claims', '', true);
end;
$$;
comment on function tests.stop_acting() is 'Back to the owner of the schema.';

create or replace function tests.act_as(
  name text, claimed_role text default 'user', more_claims jsonb default '{}'
)
returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', (jsonb_build_object(
    'sub', tests.id(name), 'role', 'authenticated', 'user_role', claimed_role
  ) || more_claims)::text, true);
  perform set_config('role', 'authenticated', true);
end;
$$;
comment on function tests.act_as(text, text, jsonb) is 'Signed in, with a token that claims this role.';

create or replace function tests.act_as_nobody()
returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', '{"role": "anon"}', true);
  perform set_config('role', 'anon', true);
end;
$$;
comment on function tests.act_as_nobody() is 'Without an account.';

create or replace function tests.appoint(name text, new_role text)
returns void
language sql
as $$ insert into public.roles (user_id, role) values (tests.id(name), new_role); $$;
comment on function tests.appoint(text, text) is 'Gives a role before the story begins.';

create or replace function tests.admit(variadic documents jsonb[])
returns void
language sql
security definer
as $$ select private.admit_config(document) from unnest(documents) as document; $$;
comment on function tests.admit(jsonb[]) is 'The function "config" has found these documents valid.';

grant execute on all functions in schema tests to anon, authenticated;

-- The matrix: who may do what with the owner's row (or, without an owner, with any row).
create table if not exists tests.expectations (
  relation text not null,
  condition text not null default 'true',
  topic text not null default '',
  verb text not null,
  allowed text[] not null
);
truncate tests.expectations;
insert into tests.expectations (relation, verb, allowed) values
  ('public.profiles', 'select', '{owner,support,admin}'),
  ('public.profiles', 'update', '{owner}'),
  ('public.roles', 'select', '{owner,support,admin}'),
  ('public.devices', 'select', '{owner,support,admin}'),
  ('public.devices', 'insert', '{owner}'),
  ('public.devices', 'update', '{owner}'),
  ('public.external_identities', 'select', '{owner,support,admin}'),
  ('public.deletion_requests', 'select', '{owner,support,admin}'),
  ('public.audit_log', 'select', '{admin}'),
  ('public.usage_ledger', 'select', '{owner,admin}'),
  ('public.credit_accounts', 'select', '{owner,support,admin}'),
  ('public.credit_holds', 'select', '{owner,support,admin}'),
  ('public.credit_ledger', 'select', '{owner,support,admin}'),
  ('public.credit_references', 'select', '{support,admin}'),
  ('public.metrics', 'select', '{support,admin}'),
  ('public.sync_head', 'select', '{owner}'),
  ('public.sync_ops', 'select', '{owner}'),
  ('public.jobs', 'select', '{owner}'),
  ('public.recipes', 'select', '{owner}'),
  ('public.settings', 'select', '{owner}'),
  ('public.assets', 'select', '{owner}'),
  ('public.billing_customers', 'select', '{support,admin}'),
  ('public.billing_handles', 'select', '{support,admin}'),
  ('public.billing_operations', 'select', '{owner,support,admin}'),
  ('public.billing_duplicates', 'select', '{owner,support,admin}'),
  ('public.trial_uses', 'select', '{owner,support,admin}'),
  ('public.credit_lots', 'select', '{owner,support,admin}'),
  ('public.credit_purchases', 'select', '{owner,support,admin}'),
  ('public.usage_reports', 'select', '{owner,support,admin}'),
  ('public.subscriptions', 'select', '{owner,support,admin}'),
  ('public.entitlements', 'select', '{owner,support,admin}'),
  ('public.billing_events', 'select', '{support,admin}'),
  ('public.ai_requests', 'select', '{owner,support,admin}'),
  ('public.ai_files', 'select', '{owner}'),
  ('public.ai_uploads', 'select', '{owner}'),
  ('public.response_cache', 'select', '{owner}'),
  ('storage.objects', 'select', '{owner}'),
  ('storage.objects', 'insert', '{owner}'),
  ('storage.objects', 'delete', '{owner}'),
  ('public.rate_limits', 'select', '{support,admin}'),
  ('public.provider_keys', 'select', '{admin}'),
  ('public.config_versions', 'select', '{support,admin}'),
  ('public.config_channels', 'select', '{support,admin}'),
  ('public.feature_flags', 'select', '{support,admin}'),
  ('public.feature_flags', 'insert', '{admin}'),
  ('public.feature_flags', 'update', '{admin}'),
  ('public.feature_flags', 'delete', '{admin}'),
  ('public.alerts', 'select', '{support,admin}'),
  ('public.alerts', 'update', '{support,admin}');
insert into tests.expectations (relation, condition, verb, allowed) values
  ('public.plans', 'active', 'select', '{nobody,owner,other,support,admin}'),
  ('public.plans', 'not active', 'select', '{support,admin}'),
  ('public.credit_packs', 'active', 'select', '{nobody,owner,other,support,admin}'),
  ('public.credit_packs', 'not active', 'select', '{support,admin}');
insert into tests.expectations (relation, topic, verb, allowed) values
  ('realtime.messages', 'user:' || tests.id('owner'), 'select', '{owner}'),
  ('realtime.messages', 'config:production', 'select', '{nobody,owner,other,support,admin}'),
  ('realtime.messages', 'somewhere', 'select', '{}');
-- What is not named is allowed to nobody.
insert into tests.expectations (relation, verb, allowed)
select relation, verb, '{}'
from (
  select format('%I.%I', schemaname, tablename) as relation
  from pg_tables where schemaname in ('public', 'partitions', 'private')
  union select unnest('{realtime.messages,storage.objects,storage.buckets}'::text[])
) as relations (relation)
cross join unnest('{select,insert,update,delete}'::text[]) as verbs (verb)
where not exists (
  select from tests.expectations as named
  where named.relation = relations.relation and named.verb = verbs.verb
);

create or replace function tests.furnish()
returns void
language plpgsql
as $$
declare
  mine uuid := tests.id('owner');
begin
  perform tests.sign_up('owner', 'other', 'support', 'admin');
  perform tests.appoint('owner', 'user');
  perform tests.appoint('support', 'support');
  perform tests.appoint('admin', 'admin');
  -- What the stories' people may have had before.
  delete from public.profiles where user_id <> mine;
  insert into public.devices (user_id, id) values (mine, tests.id('laptop'));
  insert into public.deletion_requests (user_id) values (mine);
  insert into public.recovery_codes (user_id, hash) values (mine, sha256('code'));
  insert into public.external_identities (issuer, subject, user_id, provider)
  values ('https://issuer.example', 'owner', mine, 'company');
  insert into public.usage_ledger (user_id, id, provider, operation, cost_micro_usd, occurred_at)
  values (mine, tests.id('usage'), 'openai', 'describe', 100, now());
  perform public.credit_grant(mine, 100, 'gift', 'order-1');
  perform public.credit_reserve(mine, tests.id('job'), 10, 'hash');
  insert into public.metrics (name, value) values ('requests', 1);
  insert into public.sync_head (user_id, seq) values (mine, 1);
  insert into public.sync_ops values
    (mine, 1, tests.id('op'), tests.id('laptop'), 1, 'job', 'a', false, '{}', '{}', '');
  insert into public.jobs (user_id, key, fields, field_seqs, seq) values (mine, 'a', '{}', '{}', 1);
  insert into public.recipes (user_id, key, fields, field_seqs, seq) values (mine, 'a', '{}', '{}', 1);
  insert into public.settings (user_id, key, fields, field_seqs, seq) values (mine, 'a', '{}', '{}', 1);
  insert into public.assets (user_id, key, fields, field_seqs, seq) values (mine, 'a', '{}', '{}', 1);
  insert into public.plans (id, name, monthly_cents, active) values ('old', 'Old', 500, false);
  insert into public.credit_packs (id, cents, credits, valid_days, active) values ('old', 500, 500, 365, false);
  insert into public.credit_purchases (provider, purchase_id, user_id, pack_id, credits, paid_cents, paid_at)
  values ('polar', 'bought-1', mine, 'old', 500, 500, now());
  insert into public.trial_uses (person, provider, subscription_id, user_id)
  values (repeat('0', 64), 'polar', 'sub-0', mine);
  insert into public.billing_duplicates (provider, subscription_id, user_id, plan_id, reason)
  values ('polar', 'sub-2', mine, 'studio', 'second_subscription');
  insert into public.billing_customers (user_id, provider, customer_ref) values (mine, 'polar', 'c-1');
  insert into public.billing_handles (provider, handle, user_id) values ('paypal', 'I-1', mine);
  insert into public.billing_operations (id, user_id, provider, kind, request)
  values (tests.id('checkout'), mine, 'polar', 'checkout', '{}');
  insert into public.usage_reports (user_id, job_id, credits) values (mine, tests.id('spent'), 5);
  insert into public.subscriptions (
    user_id, provider, provider_subscription_id, plan_id, status, provider_updated_at
  ) values (mine, 'polar', 'sub-1', 'studio', 'active', now());
  insert into public.entitlements (user_id, plan_id) values (mine, 'studio');
  insert into public.billing_events (provider, delivery_id, type, user_id, occurred_at)
  values ('polar', 'delivery-1', 'order.paid', mine, now());
  insert into public.ai_requests (job_id, user_id, operation, request_hash)
  values (tests.id('job'), mine, 'describe', 'hash');
  insert into public.ai_files (job_id, index, media_type, sha256, bytes)
  values (tests.id('job'), 0, 'image/png', repeat('0', 64), '');
  insert into public.ai_uploads (job_id, name, user_id, object, media_type, bytes, sha256)
  select tests.id('job'), name, mine, format('%s/%s/%s', mine, tests.id('job'), name), 'image/png', 1,
    repeat('0', 64)
  from unnest('{image,mask}'::text[]) as name;
  insert into storage.objects (bucket_id, name, metadata)
  values ('ai', format('%s/%s/image', mine, tests.id('job')), '{"size": 1, "mimetype": "image/png"}');
  -- As Storage's own API does before it removes rows and files.
  perform set_config('storage.allow_delete_query', 'true', true);
  insert into public.response_cache (user_id, key, operation, model, response, expires_at)
  values (mine, repeat('0', 64), 'describe', 'model', '{}', now() + interval '1 day');
  perform public.rate_limit_take('bucket', 10, 1);
  insert into public.provider_keys (provider, hint, ciphertext, nonce, wrapping_key_version)
  values ('openai', 'abcd', '', decode(repeat('00', 12), 'hex'), 1);
  insert into public.config_versions (channel, document) values ('production', '{}');
  insert into public.config_channels (channel, version, stable_version)
  select 'production', max(version), max(version) from public.config_versions;
  insert into public.feature_flags (key) values ('flag');
  insert into public.alerts (rule, severity, message) values ('errors', 'warning', 'Many errors');
  delete from realtime.messages;
  insert into realtime.messages (topic, extension, private, event)
  values ('anything', 'broadcast', true, 'event');
end;
$$;
comment on function tests.furnish() is 'The owner has a row in every table.';

create or replace function tests.statement(relation text, verb text, condition text)
returns text
language sql
stable
as $$
  select case verb
    when 'select' then format(
      'select %I from %s where %s',
      (
        select attname from pg_attribute
        where attrelid = relation::regclass and attnum > 0 and not attisdropped
        order by attnum limit 1
      ),
      relation, condition
    )
    when 'insert' then case relation
      when 'public.devices' then
        format('insert into public.devices (user_id, id) values (%L, gen_random_uuid())', tests.id('owner'))
      when 'storage.objects' then format(
        'insert into storage.objects (bucket_id, name) values (''ai'', %L)',
        format('%s/%s/mask', tests.id('owner'), tests.id('job'))
      )
      else format('insert into %s default values', relation)
    end
    when 'update' then case relation
      when 'public.profiles' then 'update public.profiles set display_name = display_name'
      when 'public.devices' then 'update public.devices set name = name'
      when 'public.alerts' then 'update public.alerts set acknowledged_by = (select auth.uid())'
      else format(
        'update %s set %2$I = %2$I',
        relation,
        (
          select attname from pg_attribute
          where attrelid = relation::regclass and attnum > 0 and not attisdropped
            and attgenerated = '' and attidentity = ''
          order by attnum limit 1
        )
      )
    end
    when 'delete' then format('delete from %s', relation)
  end;
$$;
comment on function tests.statement(text, text, text) is 'How the matrix tries a verb.';

create or replace function tests.allows(expected tests.expectations, actor text)
returns boolean
language plpgsql
as $$
declare
  attempt text := tests.statement(expected.relation, expected.verb, expected.condition);
  touched bigint;
begin
  begin
    if actor = 'nobody' then
      perform tests.act_as_nobody();
    else
      perform tests.act_as(
        actor, case when actor in ('support', 'admin') then actor else 'user' end
      );
    end if;
    perform set_config('realtime.topic', expected.topic, true);
    execute attempt;
    get diagnostics touched = row_count;
    -- Undoes what was tried.
    raise exception using errcode = 'ZZ000', message = touched::text;
  exception
    when insufficient_privilege then
      return false;
    when sqlstate 'ZZ000' then
      return sqlerrm <> '0';
    when integrity_constraint_violation then
      -- Let through, and stopped by something else: row-level security is asked first.
      return true;
  end;
end;
$$;
comment on function tests.allows(tests.expectations, text) is
  'Whether an actor can do it; nothing of it stays.';

create or replace function tests.mismatches(only_relation text default null)
returns setof text
language sql
as $$
  select format(
    '%s may%s %s %s', actor,
    case when tests.allows(expected, actor) then '' else ' not' end,
    expected.verb, concat_ws(' ', expected.relation, nullif(expected.condition, 'true'), expected.topic)
  )
  from tests.expectations as expected
  cross join unnest('{nobody,owner,other,support,admin}'::text[]) as actor
  where (only_relation is null or expected.relation = only_relation)
    and tests.allows(expected, actor) <> (actor = any (expected.allowed));
$$;
comment on function tests.mismatches(text) is 'Where the database and the matrix disagree.';
