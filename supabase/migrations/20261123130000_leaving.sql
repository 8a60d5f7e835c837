-- Leaving goes through the function "account", which asks for a sign-in of a moment ago.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

drop policy "ask for own deletion" on public.deletion_requests;
drop policy "take own request back" on public.deletion_requests;
revoke insert, delete on public.deletion_requests from authenticated;
revoke insert (user_id, reason) on public.deletion_requests from authenticated;

create function private.exported_tables()
returns table (name text, columns text[])
language sql
stable
security invoker
set search_path = ''
as $$
  select relation.relname::text, array_agg(attribute.attname::text order by attribute.attnum)
  from pg_catalog.pg_class as relation
  join pg_catalog.pg_attribute as attribute
    on attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
  where relation.relnamespace = 'public'::regnamespace
    and relation.relkind in ('r', 'p')
    -- Hashes of codes are no knowledge of theirs.
    and relation.relname <> 'recovery_codes'
  group by relation.relname
  having bool_or(attribute.attname = 'user_id')
  order by relation.relname;
$$;
comment on function private.exported_tables() is
  'Tables whose rows belong to accounts: a new one is exported without anybody thinking of it.';

create function private.export_account(target uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'id', users.id,
    'email', users.email,
    'email_confirmed_at', users.email_confirmed_at,
    'created_at', users.created_at,
    'updated_at', users.updated_at,
    'last_sign_in_at', users.last_sign_in_at,
    'user_metadata', users.raw_user_meta_data,
    'app_metadata', users.raw_app_meta_data,
    'identities', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'provider', provider, 'data', identity_data, 'created_at', created_at,
        'last_sign_in_at', last_sign_in_at
      ) order by created_at), '[]')
      from auth.identities where user_id = target
    ),
    'sessions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'created_at', created_at, 'refreshed_at', refreshed_at, 'user_agent', user_agent,
        'address', host(ip), 'aal', aal
      ) order by created_at), '[]')
      from auth.sessions where user_id = target
    ),
    'second_factors', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', friendly_name, 'type', factor_type, 'status', status, 'created_at', created_at
      ) order by created_at), '[]')
      from auth.mfa_factors where user_id = target
    ),
    'audit_log', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'at', at, 'action', action, 'subject', subject, 'details', details
      ) order by seq), '[]')
      from public.audit_log where actor = target or subject = target::text
    )
  )
  from auth.users as users where users.id = target;
$$;
comment on function private.export_account(uuid) is
  'What is known of an account beside the tables of its own; null if there is none. No secrets.';

create function private.delete_due_accounts(most integer)
returns integer
language plpgsql
security invoker
set search_path = ''
as $$
declare
  due record;
  deleted integer := 0;
begin
  for due in
    select user_id from public.deletion_requests
    where execute_after <= now()
    order by execute_after
    limit most
    -- Who takes a request back at this moment keeps the account.
    for update skip locked
  loop
    perform private.delete_account(due.user_id);
    deleted := deleted + 1;
  end loop;
  return deleted;
end;
$$;
comment on function private.delete_due_accounts(integer) is
  'Deletes accounts whose time to think is over, the longest waiting first; says how many.';
