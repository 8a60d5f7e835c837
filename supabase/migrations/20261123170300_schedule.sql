-- The schedule of a hosted project: pg_cron has pg_net call the functions every ten minutes. Where the
-- two are not there, as in the embedded Postgres, nothing is scheduled: something else has to call them.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.call_function(name text)
returns bigint
language plpgsql
security invoker
set search_path = ''
as $$
declare
  address text;
  key text;
begin
  select max(decrypted_secret) filter (where secrets.name = 'emulsion_url'),
    max(decrypted_secret) filter (where secrets.name = 'emulsion_secret_key')
  into address, key
  from vault.decrypted_secrets as secrets;
  if address is null or key is null then
    raise exception 'the vault does not know where the functions are'
      using errcode = 'config_file_error',
        hint = 'select vault.create_secret(''https://REF.supabase.co'', ''emulsion_url''), '
          'vault.create_secret(''sb_secret_…'', ''emulsion_secret_key'')';
  end if;
  return net.http_post(
    url => format('%s/functions/v1/%s', rtrim(address, '/'), call_function.name),
    headers => jsonb_build_object(
      'content-type', 'application/json', 'authorization', 'Bearer ' || key
    ),
    timeout_milliseconds => 60000
  );
end;
$$;
comment on function private.call_function(text) is
  'Calls an edge function by pg_net with the project''s secret key, which the vault keeps: '
  'emulsion_url and emulsion_secret_key.';

create function private.schedule_functions()
returns text
language plpgsql
security invoker
set search_path = ''
as $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is null
    or to_regprocedure('net.http_post(text,jsonb,jsonb,jsonb,integer)') is null
  then
    return 'not_available';
  end if;
  -- By their names: scheduled again, they are the same.
  perform cron.schedule(
    'emulsion-jobs', '*/10 * * * *', 'select private.call_function(''jobs'')'
  );
  perform cron.schedule(
    'emulsion-billing-reconcile', '5-59/10 * * * *',
    'select private.call_function(''billing-reconcile'')'
  );
  return 'scheduled';
end;
$$;
comment on function private.schedule_functions() is
  'scheduled: pg_cron calls jobs and billing-reconcile every ten minutes; not_available: pg_cron or '
  'pg_net is not there.';

do $$
begin
  if (select count(*) from pg_available_extensions where name in ('pg_cron', 'pg_net')) = 2 then
    create extension if not exists pg_cron with schema pg_catalog;
    create extension if not exists pg_net with schema extensions;
  end if;
  perform private.schedule_functions();
exception when others then
  -- A branch's or a shadow database may have neither: no reason to have no schema.
  raise warning 'nothing is scheduled: %', sqlerrm;
end;
$$;
