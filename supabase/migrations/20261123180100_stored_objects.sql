-- An account's own document names what lies in Storage for it; each image lies in one place.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table public.ai_files validate constraint ai_files_place;

alter function private.export_account(uuid) rename to export_identity;
comment on function private.export_identity(uuid) is
  'What is known of an account beside tables and files of its own; null if there is none. No secrets.';

create function private.export_account(target uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.export_identity(target) || jsonb_build_object(
    'stored_objects', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', name, 'media_type', metadata ->> 'mimetype', 'bytes', metadata -> 'size',
        'created_at', created_at
      ) order by created_at, name), '[]')
      from storage.objects
      where bucket_id = 'ai' and name like target::text || '/%'
    )
  );
$$;
comment on function private.export_account(uuid) is
  'What is known of an account beside the tables of its own; null if there is none. No secrets.';
