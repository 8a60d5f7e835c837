-- Who changed what: append-only, each entry sealed with the hash of the one before.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.audit_log (
  seq bigint primary key,
  at timestamptz not null,
  actor uuid,
  action text not null check (length(action) <= 100),
  subject text not null check (length(subject) <= 200),
  details jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null unique
);
comment on table public.audit_log is
  'Append-only log of what people with power did. hash = sha256(previous_hash || entry).';
comment on column public.audit_log.actor is
  'Account that acted, null for the system. Not a foreign key: the log outlives accounts.';
create index audit_log_actor_idx on public.audit_log (actor);

create trigger append_only before update or delete on public.audit_log
  for each row execute function private.refuse_change();
create trigger append_only_all before truncate on public.audit_log
  for each statement execute function private.refuse_change();
revoke update, delete, truncate on public.audit_log from service_role;

create function private.audit_hash(entry public.audit_log)
returns bytea
language sql
immutable
security invoker
set search_path = ''
as $$
  select sha256(
    entry.previous_hash
    || convert_to(
      jsonb_build_array(
        entry.seq, extract(epoch from entry.at), entry.actor, entry.action, entry.subject,
        entry.details
      )::text,
      'UTF8'
    )
  );
$$;
comment on function private.audit_hash(public.audit_log) is 'What the hash of an entry must be.';

create function private.audit(action text, subject text, details jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  entry public.audit_log;
begin
  -- One writer at a time, or two entries would follow the same one.
  perform pg_advisory_xact_lock(hashtext('public.audit_log'));
  select seq, hash into entry.seq, entry.previous_hash
  from public.audit_log order by seq desc limit 1;
  entry.seq := coalesce(entry.seq, 0) + 1;
  entry.previous_hash := coalesce(entry.previous_hash, ''::bytea);
  entry.at := clock_timestamp();
  entry.actor := (select auth.uid());
  entry.action := audit.action;
  entry.subject := audit.subject;
  entry.details := audit.details;
  entry.hash := private.audit_hash(entry);
  insert into public.audit_log values (entry.*);
end;
$$;
comment on function private.audit(text, text, jsonb) is
  'Appends an entry in the name of the caller, in the transaction of what it tells about.';

create function private.audit_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
begin
  perform private.audit(
    tg_table_name || '.' || lower(tg_op),
    coalesce(after, before) ->> tg_argv[0],
    jsonb_strip_nulls(jsonb_build_object('before', before, 'after', after))
  );
  return null;
end;
$$;
comment on function private.audit_change() is
  'Trigger: logs a changed row. Argument: the column that names the row.';

create function public.audit_log_break()
returns bigint
language sql
stable
security invoker
set search_path = ''
as $$
  select min(seq)
  from (
    select
      seq,
      hash = private.audit_hash(entry) as sealed,
      previous_hash = coalesce(lag(hash) over by_seq, ''::bytea) as linked,
      seq = coalesce(lag(seq) over by_seq, 0) + 1 as next
    from public.audit_log as entry
    window by_seq as (order by seq)
  ) as entries
  where not (sealed and linked and next);
$$;
comment on function public.audit_log_break() is
  'The first entry that was changed, or that follows a missing one; null if the log is whole.';
grant execute on function private.audit_hash(public.audit_log) to authenticated;
grant execute on function public.audit_log_break() to authenticated;

alter table public.audit_log enable row level security;
grant select on public.audit_log to authenticated;
create policy "admins read the log" on public.audit_log
  for select to authenticated
  using ((select private.is_admin()));

create trigger audit after insert or update or delete on public.roles
  for each row execute function private.audit_change('user_id');

create function private.set_role(target uuid, new_role text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_admin();
begin
  -- Two admins who demote each other at once would leave none.
  lock table public.roles in share row exclusive mode;
  if new_role <> 'admin' and not exists (
    select from public.roles where role = 'admin' and user_id <> target
  ) then
    raise exception 'the last admin stays one' using errcode = 'check_violation';
  end if;
  insert into public.roles (user_id, role, granted_by)
  values (target, new_role, caller)
  on conflict (user_id) do update
    set role = excluded.role, granted_by = excluded.granted_by, granted_at = now();
end;
$$;
comment on function private.set_role(uuid, text) is 'What public.set_role() does.';
grant execute on function private.set_role(uuid, text) to authenticated;

create function public.set_role(target uuid, new_role text)
returns void
language sql
security invoker
set search_path = ''
as $$ select private.set_role(target, new_role); $$;
comment on function public.set_role(uuid, text) is
  'Gives an account a role: user, support or admin. For admins; the last admin stays one.';
grant execute on function public.set_role(uuid, text) to authenticated;

create function private.revoke_device(device uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_user();
  ended uuid;
begin
  update public.devices
  set revoked_at = coalesce(revoked_at, now())
  where user_id = caller and id = device
  returning session_id into ended;
  if not found then
    return false;
  end if;
  delete from auth.sessions where id = ended and user_id = caller;
  return true;
end;
$$;
comment on function private.revoke_device(uuid) is 'What public.revoke_device() does.';
grant execute on function private.revoke_device(uuid) to authenticated;

create function public.revoke_device(device uuid)
returns boolean
language sql
security invoker
set search_path = ''
as $$ select private.revoke_device(device); $$;
comment on function public.revoke_device(uuid) is
  'Signs one of the caller''s devices out: ends its session and refuses its pushes. False: no such device.';
grant execute on function public.revoke_device(uuid) to authenticated;
