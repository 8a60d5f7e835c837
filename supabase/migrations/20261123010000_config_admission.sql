-- Only what the function "config" has validated can be published, whoever calls the database.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table private.config_admissions (
  digest bytea primary key,
  admitted_at timestamptz not null default now()
);
comment on table private.config_admissions is
  'Documents that were found valid a moment ago. Two have to agree: the function, which knows the '
  'schema, admits a document; an admin, whom the database knows, publishes it.';
alter table private.config_admissions enable row level security;

create function private.admit_config(document jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  delete from private.config_admissions where admitted_at < now() - interval '10 minutes';
  insert into private.config_admissions (digest)
  values (sha256(convert_to(document::text, 'UTF8')))
  on conflict (digest) do update set admitted_at = now();
$$;
comment on function private.admit_config(jsonb) is 'What public.admit_config() does.';

create function private.spend_admission(document jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from private.config_admissions
  where digest = sha256(convert_to(document::text, 'UTF8'))
    and admitted_at >= now() - interval '10 minutes';
  if not found then
    raise exception 'nobody has validated this document'
      using errcode = 'PT422', detail = 'not_validated';
  end if;
end;
$$;
comment on function private.spend_admission(jsonb) is
  'Takes the admission of a document away, or error PT422: each allows one publication.';

create or replace function private.publish_config(
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
  perform private.spend_admission(publish_config.document);
  return private.point_channel(
    publish_config.channel, made, publish_config.percent, publish_config.seen_revision
  );
end;
$$;

create function private.config_overview(channel text)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  pointer public.config_channels;
begin
  perform private.require_admin();
  select * into pointer from public.config_channels as kept
  where kept.channel = config_overview.channel;
  return jsonb_build_object(
    'channel', config_overview.channel,
    'revision', coalesce(pointer.revision, 0),
    'version', pointer.version,
    'stable_version', pointer.stable_version,
    'percent', coalesce(pointer.percent, 100),
    'document', coalesce(
      (select document from public.config_versions where version = pointer.version), '{}'
    ),
    'versions', coalesce((
      select jsonb_agg(
        jsonb_build_object(
          'version', latest.version,
          'note', latest.note,
          'author', coalesce(nullif(profiles.display_name, ''), users.email),
          'published_at', latest.created_at
        )
        order by latest.version desc
      )
      from (
        select * from public.config_versions as published
        where published.channel = config_overview.channel
        order by published.version desc
        limit 50
      ) as latest
      left join public.profiles on profiles.user_id = latest.author
      left join auth.users on users.id = latest.author
    ), '[]')
  );
end;
$$;
comment on function private.config_overview(text) is 'What public.config_overview() does.';
grant execute on function private.config_overview(text) to authenticated;

create function public.admit_config(document jsonb)
returns void
language sql
security invoker
set search_path = ''
as $$ select private.admit_config(document); $$;
comment on function public.admit_config(jsonb) is
  'Says that a document is valid; it may be published within ten minutes, once. For the service role.';

create function public.config_overview(channel text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$ select private.config_overview(channel); $$;
comment on function public.config_overview(text) is
  '{channel, revision, version, stable_version, percent, document, versions: the latest 50}. For admins.';
grant execute on function public.config_overview(text) to authenticated;
