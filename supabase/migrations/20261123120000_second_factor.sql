-- Who has a second factor must have used it: a password alone shows nothing of what people make.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- A session can be recovered, named and ended without the factor: so the ones who ask for a session
-- don't ask for that.
create or replace function private.require_session()
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
  elsif private.session_id() is null or not private.session_is_alive() then
    raise exception 'this session has ended' using errcode = '42501', detail = 'session_ended';
  end if;
  return caller;
end;
$$;

create or replace function private.require_user()
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
  elsif not (select private.second_factor_done()) then
    raise exception 'the second factor comes first'
      using errcode = 'PT403', detail = 'second_factor_required';
  end if;
  return caller;
end;
$$;
comment on function private.require_user() is
  'The signed-in user, who has used their second factor if they have one; or error 42501, PT403.';

-- Each policy that knows the caller, but for one's own profile: the name of who is asked for a code.
do $$
declare
  known record;
  asks constant text := ' and (select private.second_factor_done())';
begin
  for known in
    select schemaname, tablename, policyname, qual, with_check
    from pg_catalog.pg_policies
    where schemaname = 'public' and 'authenticated' = any (roles)
      and coalesce(qual, '') || coalesce(with_check, '') like '%auth.uid()%'
      and (tablename, cmd) <> ('profiles', 'SELECT')
  loop
    if known.qual is not null then
      execute format(
        'alter policy %I on %I.%I using ((%s)%s)',
        known.policyname, known.schemaname, known.tablename, known.qual, asks
      );
    end if;
    if known.with_check is not null then
      execute format(
        'alter policy %I on %I.%I with check ((%s)%s)',
        known.policyname, known.schemaname, known.tablename, known.with_check, asks
      );
    end if;
  end loop;
end;
$$;

alter policy "hear own changes and configuration" on realtime.messages
  using (
    extension = 'broadcast'
    and (
      (
        (select realtime.topic()) = 'user:' || (select auth.uid())::text
        and (select private.second_factor_done())
      )
      or (select realtime.topic()) like 'config:%'
    )
  );
