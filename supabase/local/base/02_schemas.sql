do $$
begin
  execute format('grant all on database %I to postgres', current_database());
  execute format('alter database %I set search_path to "$user", public, extensions', current_database());
  -- Applied to this session too: the files after this one are read by the same connection.
  perform set_config('search_path', '"$user", public, extensions', false);
end
$$;

create schema if not exists extensions authorization postgres;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;

create schema if not exists auth authorization supabase_auth_admin;
create schema if not exists realtime authorization supabase_realtime_admin;

alter schema public owner to postgres;
revoke create on schema public from public;

grant usage on schema public, extensions to postgres, anon, authenticated, service_role;
grant usage on schema extensions to supabase_auth_admin;
grant usage on schema auth, realtime to postgres, anon, authenticated, service_role;
grant execute on all functions in schema extensions
  to postgres, anon, authenticated, service_role, supabase_auth_admin;

-- A hosted project opens every new table of `public` to the API's roles: migrations have to close
-- what they don't mean to open, here as there.
alter default privileges for role postgres in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
