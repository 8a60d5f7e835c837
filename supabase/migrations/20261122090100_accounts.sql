-- People: profiles, roles, devices, requests to be deleted.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null default '' check (length(display_name) <= 100),
  avatar_path text check (length(avatar_path) <= 400),
  locale text not null default 'en' check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.profiles is 'What a person shows of themself; one row for each account.';
comment on column public.profiles.avatar_path is 'Object name in the bucket of avatars.';

create trigger touch before update on public.profiles
  for each row execute function private.touch_updated_at();

create table public.roles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  role text not null check (role in ('user', 'support', 'admin')),
  granted_by uuid references auth.users (id) on delete set null,
  granted_at timestamptz not null default now()
);
comment on table public.roles is
  'Who may do more than a user. No row means user. Written by set_role() only.';
create index roles_granted_by_idx on public.roles (granted_by);

create table public.devices (
  user_id uuid not null references auth.users (id) on delete cascade,
  id uuid not null,
  name text not null default '' check (length(name) <= 100),
  platform text not null default '' check (length(platform) <= 40),
  app_version text not null default '' check (length(app_version) <= 40),
  session_id uuid,
  pruned_n bigint not null default 0,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (user_id, id)
);
comment on table public.devices is 'Installations of the app that an account has used.';
comment on column public.devices.session_id is
  'The session it last synced with: ended when the device is signed out from afar.';
comment on column public.devices.pruned_n is
  'The highest number of its operations that the log has forgotten: what is older is refused.';

create function private.limit_devices()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if (select count(*) from public.devices where user_id = new.user_id) > 100 then
    raise exception 'an account has at most 100 devices'
      using errcode = 'PT409', detail = 'too_many_devices';
  end if;
  return null;
end;
$$;
comment on function private.limit_devices() is 'Trigger: nobody fills the table with devices.';
create trigger limit_devices after insert on public.devices
  for each row execute function private.limit_devices();

create table public.deletion_requests (
  user_id uuid primary key references auth.users (id) on delete cascade,
  requested_at timestamptz not null default now(),
  execute_after timestamptz not null default now() + interval '7 days',
  reason text check (length(reason) <= 1000),
  check (execute_after >= requested_at)
);
comment on table public.deletion_requests is
  'Accounts to be deleted after a time to think. The row goes with the account.';
create index deletion_requests_execute_after_idx on public.deletion_requests (execute_after);

-- The token says a role and the table must agree: a role that was taken away ends at once. Who has
-- a second factor must have used it.
create function private.has_role(wanted text[])
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select (select auth.jwt()) ->> 'user_role' = any (wanted)
    and exists (
      select from public.roles
      where roles.user_id = (select auth.uid()) and roles.role = any (wanted)
    )
    and (
      (select auth.jwt()) ->> 'aal' = 'aal2'
      or not exists (
        select from auth.mfa_factors
        where user_id = (select auth.uid()) and status = 'verified'
      )
    );
$$;
comment on function private.has_role(text[]) is
  'True if both the access token and the table of roles give the caller one of these roles, and the '
  'token was got with the second factor where there is one.';
grant execute on function private.has_role(text[]) to authenticated;

create function private.is_admin()
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$ select coalesce(private.has_role('{admin}'), false); $$;
comment on function private.is_admin() is 'May publish configuration, prices and roles.';
grant execute on function private.is_admin() to authenticated;

create function private.is_staff()
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$ select coalesce(private.has_role('{support,admin}'), false); $$;
comment on function private.is_staff() is
  'Support or admin: may see accounts, never what people make.';
grant execute on function private.is_staff() to authenticated;

create function private.session_is_alive()
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select (select auth.jwt()) ->> 'session_id' is null or exists (
    select from auth.sessions
    where id = ((select auth.jwt()) ->> 'session_id')::uuid
      and user_id = (select auth.uid())
      and (not_after is null or not_after > now())
  );
$$;
comment on function private.session_is_alive() is
  'False once the caller''s session was signed out, though the token still lives. Tokens of other '
  'issuers name no session of ours.';
grant execute on function private.session_is_alive() to authenticated;

create function private.require_admin()
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if not ((select private.is_admin()) and (select private.session_is_alive())) then
    raise exception 'for admins only' using errcode = '42501';
  end if;
  return (select auth.uid());
end;
$$;
comment on function private.require_admin() is 'The calling admin, or error 42501.';
grant execute on function private.require_admin() to authenticated;

alter table public.profiles enable row level security;
alter table public.roles enable row level security;
alter table public.devices enable row level security;
alter table public.deletion_requests enable row level security;

grant select on public.profiles, public.roles, public.devices to authenticated;
grant update (display_name, avatar_path, locale) on public.profiles to authenticated;
grant insert (user_id, id, name, platform, app_version) on public.devices to authenticated;
grant update (name, app_version, last_seen_at) on public.devices to authenticated;
grant select, delete on public.deletion_requests to authenticated;
grant insert (user_id, reason) on public.deletion_requests to authenticated;

create policy "read own profile, staff any" on public.profiles
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "change own profile" on public.profiles
  for update to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));

create policy "read own role, staff any" on public.roles
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));

create policy "read own devices, staff any" on public.devices
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "register own device" on public.devices
  for insert to authenticated
  with check (user_id = (select auth.uid()));
create policy "rename own device" on public.devices
  for update to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));

create policy "read own request, staff any" on public.deletion_requests
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "ask for own deletion" on public.deletion_requests
  for insert to authenticated
  with check (user_id = (select auth.uid()) and (select private.session_is_alive()));
create policy "take own request back" on public.deletion_requests
  for delete to authenticated
  using (user_id = (select auth.uid()));

create function private.welcome_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.profiles (user_id, display_name)
  values (new.id, left(coalesce(new.raw_user_meta_data ->> 'display_name', ''), 100))
  on conflict do nothing;
  return new;
end;
$$;
comment on function private.welcome_user() is 'Trigger: a new account gets its profile.';

create trigger welcome_user after insert on auth.users
  for each row execute function private.welcome_user();

-- Accounts that were there before.
insert into public.profiles (user_id)
select users.id from auth.users
on conflict do nothing;

-- The identity server calls it for each access token that it signs.
create function public.custom_access_token_hook(event jsonb)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_set(
    event,
    '{claims,user_role}',
    to_jsonb(coalesce(
      (select roles.role from public.roles where roles.user_id = (event ->> 'user_id')::uuid),
      'user'
    ))
  );
$$;
comment on function public.custom_access_token_hook(jsonb) is
  'Adds the claim user_role. {user_id, claims, authentication_method} → the same with more claims.';
revoke execute on function public.custom_access_token_hook(jsonb) from public, anon, authenticated;
grant usage on schema public to supabase_auth_admin;
grant execute on function public.custom_access_token_hook(jsonb) to supabase_auth_admin;
grant select on public.roles to supabase_auth_admin;
create policy "the identity server reads roles" on public.roles
  for select to supabase_auth_admin
  using (true);
