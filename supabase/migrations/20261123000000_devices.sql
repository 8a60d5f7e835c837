-- Which devices and sessions an account has, and ending them from afar.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.session_id()
returns uuid
language sql
stable
security invoker
set search_path = ''
as $$ select ((select auth.jwt()) ->> 'session_id')::uuid; $$;
comment on function private.session_id() is 'The session of the caller''s token; null for other issuers''.';
grant execute on function private.session_id() to authenticated;

create function private.require_session()
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  caller uuid := private.require_user();
begin
  if private.session_id() is null or not private.session_is_alive() then
    raise exception 'this session has ended' using errcode = '42501', detail = 'session_ended';
  end if;
  return caller;
end;
$$;
comment on function private.require_session() is
  'The caller, whose session is one of ours and still lives; or error 42501.';
grant execute on function private.require_session() to authenticated;

create function private.register_device(
  device uuid, name text, platform text, app_version text
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_session();
  began timestamptz;
begin
  select sessions.created_at into began from auth.sessions where sessions.id = private.session_id();
  insert into public.devices as known (user_id, id, name, platform, app_version, session_id)
  values (
    caller, device, register_device.name, register_device.platform, register_device.app_version,
    private.session_id()
  )
  on conflict (user_id, id) do update set
    -- A name that somebody gave it stays.
    name = coalesce(nullif(known.name, ''), excluded.name),
    platform = excluded.platform,
    app_version = excluded.app_version,
    session_id = excluded.session_id,
    last_seen_at = now(),
    revoked_at = null
    where known.revoked_at is null or began > known.revoked_at;
  if not found then
    raise exception 'this device was signed out'
      using errcode = 'PT403', detail = 'device_revoked';
  end if;
end;
$$;
comment on function private.register_device(uuid, text, text, text) is
  'What public.register_device() does.';
grant execute on function private.register_device(uuid, text, text, text) to authenticated;

create function public.register_device(
  device uuid, name text default '', platform text default '', app_version text default ''
)
returns void
language sql
security invoker
set search_path = ''
as $$ select private.register_device(device, name, platform, app_version); $$;
comment on function public.register_device(uuid, text, text, text) is
  'Says which device the caller''s session runs on, so that it can be signed out from afar. A device '
  'that was signed out is welcome again with a newer session only. Errors: 42501 session_ended, '
  'PT403 device_revoked, PT409 too_many_devices.';
grant execute on function public.register_device(uuid, text, text, text) to authenticated;

create function private.list_devices()
returns table (
  id uuid, name text, platform text, app_version text, user_agent text, created_at timestamptz,
  last_seen_at timestamptz, revoked_at timestamptz, is_this boolean, signed_in boolean
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  caller uuid := private.require_session();
begin
  return query
    select
      coalesce(device.id, session.id),
      coalesce(device.name, ''),
      coalesce(device.platform, ''),
      coalesce(device.app_version, ''),
      coalesce(session.user_agent, ''),
      coalesce(device.created_at, session.created_at),
      greatest(device.last_seen_at, session.refreshed_at at time zone 'utc', session.created_at),
      device.revoked_at,
      coalesce(session.id = private.session_id(), false),
      session.id is not null
    from (select * from public.devices where user_id = caller) as device
    full join (
      select * from auth.sessions
      where user_id = caller and (not_after is null or not_after > now())
    ) as session on session.id = device.session_id
    order by 7 desc;
end;
$$;
comment on function private.list_devices() is 'What public.list_devices() does.';
grant execute on function private.list_devices() to authenticated;

create function public.list_devices()
returns table (
  id uuid, name text, platform text, app_version text, user_agent text, created_at timestamptz,
  last_seen_at timestamptz, revoked_at timestamptz, is_this boolean, signed_in boolean
)
language sql
stable
security invoker
set search_path = ''
as $$ select * from private.list_devices(); $$;
comment on function public.list_devices() is
  'The caller''s devices, the last seen first, and the sessions that belong to none of them: those '
  'have no name, and their own id.';
grant execute on function public.list_devices() to authenticated;

create or replace function private.revoke_device(device uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_session();
  ended uuid := device;
  known boolean;
begin
  update public.devices
  set revoked_at = coalesce(revoked_at, now())
  where user_id = caller and id = device
  returning session_id into ended;
  known := found;
  delete from auth.sessions where id = case when known then ended else device end and user_id = caller;
  if not (known or found) then
    return false;
  end if;
  perform private.hint('user:' || caller, 'device_revoked', jsonb_build_object('device', device));
  return true;
end;
$$;

comment on function public.revoke_device(uuid) is
  'Signs one of the caller''s devices out: ends its session, refuses its pushes and says so on the '
  'account''s channel. Takes the id of a session without a device too. False: neither is there.';
