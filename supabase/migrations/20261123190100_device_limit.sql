-- How many devices of an account may sync at once is the plan's word.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.is_admitted(device public.devices)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select device.revoked_at is null and exists (
    select from auth.sessions
    where id = device.session_id and user_id = device.user_id
      and (not_after is null or not_after > now())
  );
$$;
comment on function private.is_admitted(public.devices) is
  'Whether a device takes one of the plan''s places: signed in, and not signed out from afar.';

create or replace function private.limit_devices()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  allowed integer;
begin
  if (select count(*) from public.devices where user_id = new.user_id) > 100 then
    raise exception 'an account has at most 100 devices'
      using errcode = 'PT409', detail = 'too_many_devices';
  end if;
  -- Who is in stays in, whatever became of the plan.
  if tg_op = 'UPDATE' and private.is_admitted(old) or not private.is_admitted(new) then
    return null;
  end if;
  -- Locks the account's entitlement: of two that come at once, the second sees the first.
  select (plans.limits ->> 'devices')::integer into strict allowed
  from private.refresh_entitlement(new.user_id) as entitled
  join public.plans on plans.id = entitled.plan_id;
  if (
    select count(*) from public.devices as device
    where user_id = new.user_id and private.is_admitted(device)
  ) > allowed then
    raise exception 'the plan has room for % devices', allowed
      using errcode = 'PT409', detail = 'too_many_devices', hint = allowed::text;
  end if;
  return null;
end;
$$;
comment on function private.limit_devices() is
  'Trigger: a device beyond those of the plan is not let in, and nobody fills the table.';

create trigger limit_returning_devices after update of session_id, revoked_at on public.devices
  for each row when ((old.session_id, old.revoked_at) is distinct from (new.session_id, new.revoked_at))
  execute function private.limit_devices();

comment on function public.register_device(uuid, text, text, text) is
  'Says which device the caller''s session runs on, so that it can be signed out from afar. A device '
  'that was signed out is welcome again with a newer session only. Errors: 42501 session_ended, '
  'PT403 device_revoked, PT409 too_many_devices with the plan''s number of devices as the hint.';
