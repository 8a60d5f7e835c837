-- Images that are too big for a function's request go through Storage: an object for each file of a
-- job, at `<account>/<job>/<file>`, written by a signed address and gone when the job has ended.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('ai', 'ai', false, 52428800, array['image/jpeg', 'image/png', 'image/webp'])
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create table public.ai_uploads (
  job_id uuid not null,
  name text not null check (name in ('image', 'mask', 'reference')),
  user_id uuid not null references auth.users (id) on delete cascade,
  object text not null unique check (length(object) <= 200),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bigint not null check (bytes between 1 and 52428800),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (job_id, name)
);
comment on table public.ai_uploads is
  'What an account was let to upload: where, and what it said of it. A file that is anything else is '
  'not used. Kept for a day, so that a repeat of its job is recognised when the object is gone.';
create index ai_uploads_user_id_idx on public.ai_uploads (user_id, created_at);

alter table public.ai_uploads enable row level security;
grant select on public.ai_uploads to authenticated;
create policy "read own uploads" on public.ai_uploads
  for select to authenticated
  using (user_id = (select auth.uid()) and (select private.second_factor_done()));

create policy "write what was granted in own folder" on storage.objects
  for insert to authenticated
  with check (
    bucket_id = 'ai'
    and (storage.foldername(name))[1] = (select auth.uid())::text
    and (select private.second_factor_done())
    and exists (
      select from public.ai_uploads as granted
      where granted.object = objects.name and granted.removed_at is null
        and granted.user_id = (select auth.uid())
    )
  );
create policy "read own folder" on storage.objects
  for select to authenticated
  using (
    bucket_id = 'ai'
    and (storage.foldername(name))[1] = (select auth.uid())::text
    and (select private.second_factor_done())
  );
create policy "remove from own folder" on storage.objects
  for delete to authenticated
  using (
    bucket_id = 'ai'
    and (storage.foldername(name))[1] = (select auth.uid())::text
    and (select private.second_factor_done())
  );

create function public.ai_grant_upload(
  job uuid, account uuid, file_name text, media_type text, bytes bigint, sha256 text
)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  known public.ai_uploads;
  -- An address is good for two hours: no more of them than this are out, used or not.
  most_waiting constant integer := 60;
  most constant integer := 600;
begin
  perform pg_advisory_xact_lock(hashtextextended('ai_uploads ' || account::text, 0));
  select * into known from public.ai_uploads
  where ai_uploads.job_id = job and ai_uploads.name = file_name;
  if found then
    return case
      when known.user_id = account and known.sha256 = ai_grant_upload.sha256
        and known.bytes = ai_grant_upload.bytes and known.removed_at is null then 'known'
      else 'conflict'
    end;
  end if;
  -- Whoever ran this job is somebody else, or it has ended: nothing is uploaded for it any more.
  if exists (select from public.ai_requests as requests where requests.job_id = job) then
    return 'conflict';
  end if;
  if exists (
    select from public.ai_uploads
    where user_id = account and created_at > now() - interval '2 hours'
    having count(*) >= most or count(*) filter (where removed_at is null) >= most_waiting
  ) then
    return 'limited';
  end if;
  insert into public.ai_uploads (job_id, name, user_id, object, media_type, bytes, sha256)
  values (
    job, file_name, account, format('%s/%s/%s', account, job, file_name),
    ai_grant_upload.media_type, ai_grant_upload.bytes, ai_grant_upload.sha256
  );
  return 'new';
end;
$$;
comment on function public.ai_grant_upload(uuid, uuid, text, text, bigint, text) is
  'Lets an account upload one file of a job to come. new; known: again the same; conflict: the id is '
  'taken; limited: too many of them are out. For the functions.';

-- Results that are too big for a function's answer.
alter table public.ai_files add column object text check (length(object) <= 200);
-- squawk-ignore ban-drop-not-null
alter table public.ai_files alter column bytes drop not null;
alter table public.ai_files
  add constraint ai_files_place check ((bytes is null) <> (object is null)) not valid;
comment on column public.ai_files.object is 'Where it lies in the bucket "ai"; null: here, in bytes.';
-- squawk-ignore require-concurrent-index-creation
create unique index ai_files_object_idx on public.ai_files (object);

create function private.objects_to_remove(most integer)
returns setof text
language sql
stable
security invoker
set search_path = ''
as $$
  select objects.name
  from storage.objects as objects
  cross join lateral (
    select (storage.foldername(objects.name))[1] as account
  ) as folder
  where objects.bucket_id = 'ai' and (
    objects.created_at < now() - interval '1 day'
    -- Also what was written with an address that was given out before its account ended.
    or not exists (select from auth.users where users.id::text = folder.account)
    or exists (
      select from public.deletion_requests as leaving
      where leaving.user_id::text = folder.account and leaving.execute_after <= now()
    )
    or exists (
      select from public.ai_uploads as uploads
      left join public.ai_requests as requests on requests.job_id = uploads.job_id
      where uploads.object = objects.name
        and (uploads.removed_at is not null or requests.finished_at is not null)
    )
    or (
      storage.filename(objects.name) like 'result-%'
      and objects.created_at < now() - interval '10 minutes'
      and not exists (select from public.ai_files where ai_files.object = objects.name)
    )
  )
  order by objects.created_at
  limit most;
$$;
comment on function private.objects_to_remove(integer) is
  'Objects whose job, account or day is over, the oldest first. Storage''s API removes them.';

create or replace function public.ai_sweep()
returns integer
language plpgsql
security invoker
set search_path = ''
as $$
declare
  lost record;
  swept integer := 0;
begin
  -- Whoever ran it is gone. The account pays nothing; what the provider took is ours to bear.
  for lost in
    select job_id from public.ai_requests
    where status = 'sending' and created_at < now() - interval '30 minutes'
    for update skip locked
  loop
    perform public.ai_conclude(lost.job_id, 'unknown', null, null, 0, '{}', null);
    swept := swept + 1;
  end loop;
  delete from public.ai_files where created_at < now() - interval '1 day';
  delete from public.ai_uploads where created_at < now() - interval '1 day';
  update public.ai_requests set result = null
  where result is not null and finished_at < now() - interval '1 day';
  delete from public.response_cache where expires_at < now();
  delete from public.rate_limits where updated_at < now() - interval '1 day';
  return swept;
end;
$$;
comment on function public.ai_sweep() is
  'Ends jobs whose run was cut off, and forgets results and uploads after a day. For the scheduled job.';
