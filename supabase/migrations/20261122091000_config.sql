-- Remote configuration: immutable versions, a channel for each environment that points at one.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.config_versions (
  version bigint generated always as identity primary key,
  channel text not null check (channel in ('development', 'staging', 'production')),
  document jsonb not null
    check (jsonb_typeof(document) = 'object' and octet_length(document::text) <= 524288),
  note text not null default '' check (length(note) <= 1000),
  author uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
comment on table public.config_versions is
  'Every configuration that was ever published. None changes; the app validates what it gets.';
comment on column public.config_versions.channel is
  'What it was published to first. Another channel may be pointed at it too.';
create index config_versions_channel_idx on public.config_versions (channel, version);
create index config_versions_author_idx on public.config_versions (author);

create table public.config_channels (
  channel text primary key check (channel in ('development', 'staging', 'production')),
  version bigint not null references public.config_versions (version),
  stable_version bigint not null references public.config_versions (version),
  percent integer not null default 100 check (percent between 0 and 100),
  revision bigint not null default 1,
  changed_by uuid references auth.users (id) on delete set null,
  changed_at timestamptz not null default now()
);
comment on table public.config_channels is 'Which version an environment serves.';
comment on column public.config_channels.stable_version is
  'What the other installations get while "version" is rolled out to a part of them.';
comment on column public.config_channels.revision is
  'Grows with each change: who publishes says which one they saw.';
create index config_channels_version_idx on public.config_channels (version);
create index config_channels_stable_version_idx on public.config_channels (stable_version);
create index config_channels_changed_by_idx on public.config_channels (changed_by);

create table public.feature_flags (
  key text primary key check (key ~ '^[a-z0-9-]{1,60}$'),
  description text not null default '' check (length(description) <= 400),
  enabled boolean not null default false,
  percent integer not null default 100 check (percent between 0 and 100),
  updated_at timestamptz not null default now()
);
comment on table public.feature_flags is 'Switches of the functions. The app''s are in its configuration.';

create function private.only_forget_author()
returns trigger
language plpgsql
security invoker
set search_path = ''
as $$
begin
  if new.author is null and to_jsonb(new) - 'author' = to_jsonb(old) - 'author' then
    return new;
  end if;
  raise exception 'a published configuration never changes' using errcode = 'restrict_violation';
end;
$$;
comment on function private.only_forget_author() is
  'Trigger: a version may lose its author when the account is deleted, and change in no other way.';
create trigger immutable before update on public.config_versions
  for each row execute function private.only_forget_author();
create trigger no_delete before delete on public.config_versions
  for each row execute function private.refuse_change();
create trigger touch before update on public.feature_flags
  for each row execute function private.touch_updated_at();
create trigger audit after insert or update or delete on public.feature_flags
  for each row execute function private.audit_change('key');

alter table public.config_versions enable row level security;
alter table public.config_channels enable row level security;
alter table public.feature_flags enable row level security;

grant select on public.config_versions, public.config_channels, public.feature_flags to authenticated;
grant insert, update, delete on public.feature_flags to authenticated;

create policy "staff read versions" on public.config_versions
  for select to authenticated
  using ((select private.is_staff()));
create policy "staff read channels" on public.config_channels
  for select to authenticated
  using ((select private.is_staff()));
create policy "staff read flags" on public.feature_flags
  for select to authenticated
  using ((select private.is_staff()));
create policy "admins add flags" on public.feature_flags
  for insert to authenticated
  with check ((select private.is_admin()));
create policy "admins change flags" on public.feature_flags
  for update to authenticated
  using ((select private.is_admin()))
  with check ((select private.is_admin()));
create policy "admins remove flags" on public.feature_flags
  for delete to authenticated
  using ((select private.is_admin()));
