-- What every other migration stands on: schemas, default privileges, guards.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create schema private;
comment on schema private is
  'Helpers and definer functions. Not exposed by the API: its callers stand in schema public.';

create schema partitions;
comment on schema partitions is
  'The monthly parts of ledgers and metrics, reached through their parents only.';

-- Nothing is granted unless a migration says so, table by table and function by function.
alter default privileges in schema public revoke all on tables from public, anon, authenticated;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated;
alter default privileges in schema public
  revoke execute on functions from public, anon, authenticated;
-- The right of PUBLIC to execute can only be taken for all schemas at once.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant all on tables to service_role;
alter default privileges in schema public grant all on sequences to service_role;
alter default privileges in schema public grant execute on functions to service_role;
alter default privileges in schema private grant execute on functions to service_role;

grant usage on schema private to anon, authenticated, service_role;

create function private.touch_updated_at()
returns trigger
language plpgsql
security invoker
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
comment on function private.touch_updated_at() is 'Trigger: a changed row says when.';

create function private.refuse_change()
returns trigger
language plpgsql
security invoker
set search_path = ''
as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end;
$$;
comment on function private.refuse_change() is
  'Trigger: an append-only table takes new rows and nothing else.';

create function private.only_forget_user()
returns trigger
language plpgsql
security invoker
set search_path = ''
as $$
begin
  if old.user_id is not null
    and new.user_id is null
    and to_jsonb(new) - 'user_id' = to_jsonb(old) - 'user_id'
  then
    return new;
  end if;
  raise exception '% is insert-only: a correction is a new row', tg_table_name
    using errcode = 'restrict_violation';
end;
$$;
comment on function private.only_forget_user() is
  'Trigger: a ledger row may lose its user when the account is deleted, and change in no other way.';

create function private.require_user()
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  caller uuid := (select auth.uid());
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  return caller;
end;
$$;
comment on function private.require_user() is 'The signed-in user, or error 42501.';
grant execute on function private.require_user() to authenticated;

create function private.hint(topic text, event text, payload jsonb)
returns void
language plpgsql
security invoker
set search_path = ''
as $$
begin
  perform realtime.send(payload, event, topic, true);
end;
$$;
comment on function private.hint(text, text, jsonb) is
  'Tells listeners of a private channel that something is new. A hint only: it may be lost.';
