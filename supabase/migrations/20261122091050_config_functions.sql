-- Publishing, rolling back, and what an installation gets.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.rollout_bucket(subject text, salt text)
returns integer
language sql
immutable
security invoker
set search_path = ''
as $$
  select ('x' || encode(substring(sha256(convert_to(salt || ':' || subject, 'UTF8')) for 3), 'hex'))
    ::bit(24)::integer % 100;
$$;
comment on function private.rollout_bucket(text, text) is
  'A number from 0 to 99 that stays: below the percentage, an installation is in.';

create function private.point_channel(
  target text, new_version bigint, new_percent integer, seen_revision bigint
)
returns public.config_channels
language plpgsql
security invoker
set search_path = ''
as $$
declare
  before public.config_channels;
  after public.config_channels;
begin
  select * into before from public.config_channels where channel = target for update;
  if coalesce(before.revision, 0) is distinct from coalesce(seen_revision, before.revision, 0) then
    raise exception 'somebody else changed the channel meanwhile'
      using errcode = 'PT409', detail = 'revision_conflict';
  end if;
  insert into public.config_channels as kept (channel, version, stable_version, percent, changed_by)
  values (target, new_version, new_version, coalesce(new_percent, 100), (select auth.uid()))
  on conflict (channel) do update set
    -- A roll-out that ended at 100 % is what a new one falls back to.
    stable_version = case
      when excluded.percent = 100 then excluded.version
      when kept.percent = 100 then kept.version
      else kept.stable_version
    end,
    version = excluded.version,
    percent = excluded.percent,
    revision = kept.revision + 1,
    changed_by = excluded.changed_by,
    changed_at = now()
  returning * into after;
  perform private.audit(
    'config_channels.point', target,
    jsonb_strip_nulls(jsonb_build_object('before', to_jsonb(before), 'after', to_jsonb(after)))
  );
  perform private.hint(
    'config:' || target, 'config', jsonb_build_object('revision', after.revision)
  );
  return after;
end;
$$;
comment on function private.point_channel(text, bigint, integer, bigint) is
  'Moves a channel to a version, for a percentage of installations; audited and announced.';

create function private.publish_config(
  channel text, document jsonb, note text, percent integer, seen_revision bigint
)
returns public.config_channels
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_admin();
  made bigint;
begin
  insert into public.config_versions (channel, document, note, author)
  values (publish_config.channel, publish_config.document, publish_config.note, caller)
  returning version into made;
  return private.point_channel(
    publish_config.channel, made, publish_config.percent, publish_config.seen_revision
  );
end;
$$;
comment on function private.publish_config(text, jsonb, text, integer, bigint) is
  'What public.publish_config() does.';

create function private.rollback_config(channel text, to_version bigint, seen_revision bigint)
returns public.config_channels
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  before public.config_channels;
  wanted bigint := to_version;
begin
  perform private.require_admin();
  select * into before from public.config_channels as kept
  where kept.channel = rollback_config.channel for update;
  if wanted is null and before.percent < 100 then
    wanted := before.stable_version;
  elsif wanted is null then
    select max(version) into wanted from public.config_versions as older
    where older.channel = rollback_config.channel and older.version < before.version;
  end if;
  if wanted is null or not exists (
    select from public.config_versions where version = wanted
  ) then
    raise exception 'there is no version to go back to' using errcode = 'PT404', detail = 'no_version';
  end if;
  return private.point_channel(rollback_config.channel, wanted, 100, seen_revision);
end;
$$;
comment on function private.rollback_config(text, bigint, bigint) is
  'What public.rollback_config() does.';

create function private.set_config_percent(channel text, percent integer, seen_revision bigint)
returns public.config_channels
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  current_version bigint;
begin
  perform private.require_admin();
  select version into current_version from public.config_channels as kept
  where kept.channel = set_config_percent.channel for update;
  if not found then
    raise exception 'nothing was published there' using errcode = 'PT404', detail = 'no_version';
  end if;
  return private.point_channel(
    set_config_percent.channel, current_version, set_config_percent.percent, seen_revision
  );
end;
$$;
comment on function private.set_config_percent(text, integer, bigint) is
  'What public.set_config_percent() does.';

create function private.current_config(channel text, installation text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'channel', kept.channel,
    'revision', kept.revision,
    'version', served.version,
    'document', served.document,
    'published_at', served.created_at
  )
  from public.config_channels as kept
  join public.config_versions as served
    on served.version = case
      when private.rollout_bucket(installation, kept.version::text) < kept.percent then kept.version
      else kept.stable_version
    end
  where kept.channel = current_config.channel;
$$;
comment on function private.current_config(text, text) is 'What public.current_config() does.';

grant execute on function private.publish_config(text, jsonb, text, integer, bigint) to authenticated;
grant execute on function private.rollback_config(text, bigint, bigint) to authenticated;
grant execute on function private.set_config_percent(text, integer, bigint) to authenticated;
grant execute on function private.current_config(text, text) to anon, authenticated;

create function public.publish_config(
  channel text, document jsonb, note text default '', percent integer default 100,
  seen_revision bigint default null
)
returns public.config_channels
language sql
security invoker
set search_path = ''
as $$ select private.publish_config(channel, document, note, percent, seen_revision); $$;
comment on function public.publish_config(text, jsonb, text, integer, bigint) is
  'Stores a version and points the channel at it, for a percentage of installations. For admins. '
  'PT409 revision_conflict if the channel changed since seen_revision.';

create function public.rollback_config(
  channel text, to_version bigint default null, seen_revision bigint default null
)
returns public.config_channels
language sql
security invoker
set search_path = ''
as $$ select private.rollback_config(channel, to_version, seen_revision); $$;
comment on function public.rollback_config(text, bigint, bigint) is
  'Points the channel back, by default at what it served before, for everybody. For admins.';

create function public.set_config_percent(
  channel text, percent integer, seen_revision bigint default null
)
returns public.config_channels
language sql
security invoker
set search_path = ''
as $$ select private.set_config_percent(channel, percent, seen_revision); $$;
comment on function public.set_config_percent(text, integer, bigint) is
  'Widens or narrows a roll-out. For admins.';

create function public.current_config(channel text, installation text default '')
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$ select private.current_config(channel, installation); $$;
comment on function public.current_config(text, text) is
  '{channel, revision, version, document, published_at} for this installation; null: nothing there.';

grant execute on function public.publish_config(text, jsonb, text, integer, bigint) to authenticated;
grant execute on function public.rollback_config(text, bigint, bigint) to authenticated;
grant execute on function public.set_config_percent(text, integer, bigint) to authenticated;
grant execute on function public.current_config(text, text) to anon, authenticated;
