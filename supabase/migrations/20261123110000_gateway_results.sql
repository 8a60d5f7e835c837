-- Results wait for who asked: an answer that was lost is fetched again, and not made again.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

comment on table public.ai_requests is
  'One row for each job that ran on the server''s keys. Its result is stored before the answer '
  'leaves, so that a repeat is answered and not sent again. Prompts are not kept; results are deleted '
  'once the app has them, or after a day.';
alter table public.ai_requests
  add column failure jsonb,
  add column fetched_at timestamptz;
comment on column public.ai_requests.credits is
  'What the account paid; with cost_micro_usd the margin: credits × 10,000 − cost.';

create table public.ai_files (
  job_id uuid not null references public.ai_requests (job_id) on delete cascade,
  index integer not null check (index between 0 and 15),
  media_type text not null check (length(media_type) <= 60),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea not null check (octet_length(bytes) <= 67108864),
  created_at timestamptz not null default now(),
  primary key (job_id, index)
);
comment on table public.ai_files is 'Images that were made, until the app has fetched them.';
create index ai_files_created_at_idx on public.ai_files (created_at);

alter table public.ai_files enable row level security;
grant select on public.ai_files to authenticated;
create policy "read own files" on public.ai_files
  for select to authenticated
  using (exists (
    select from public.ai_requests as requests
    where requests.job_id = ai_files.job_id and requests.user_id = (select auth.uid())
  ));

create function public.ai_accept(
  job uuid, account uuid, operation text, request_hash text, model text, estimate bigint,
  credits bigint
)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  known public.ai_requests;
  held text;
begin
  insert into public.ai_requests (
    job_id, user_id, operation, request_hash, status, model, estimated_micro_usd
  ) values (
    job, account, ai_accept.operation, ai_accept.request_hash, 'sending', ai_accept.model, estimate
  )
  on conflict (job_id) do nothing;
  if not found then
    select * into strict known from public.ai_requests where job_id = job;
    if known.user_id <> account or known.request_hash <> ai_accept.request_hash then
      return 'conflict';
    end if;
    return known.status;
  end if;
  if ai_accept.credits > 0 then
    held := public.credit_reserve(account, job, ai_accept.credits, ai_accept.request_hash);
    if held <> 'new' then
      delete from public.ai_requests where job_id = job;
      return case held when 'insufficient' then held else 'conflict' end;
    end if;
  end if;
  return 'new';
end;
$$;
comment on function public.ai_accept(uuid, uuid, text, text, text, bigint, bigint) is
  'Journals a job and holds its credits, in one. new; insufficient; conflict: the id is taken; '
  'sending, succeeded, failed, unknown: a repeat, and where the job stands.';

create function public.ai_conclude(
  job uuid, outcome text, model text, cost bigint, credits bigint, answer jsonb, provider_request text
)
returns void
language plpgsql
security invoker
set search_path = ''
as $$
begin
  update public.ai_requests as kept set
    status = outcome,
    model = coalesce(ai_conclude.model, kept.model),
    cost_micro_usd = cost,
    credits = ai_conclude.credits,
    result = case when outcome = 'succeeded' then answer end,
    failure = case when outcome <> 'succeeded' then answer end,
    error_kind = case when outcome <> 'succeeded' then left(answer #>> '{error,kind}', 60) end,
    provider_request_id = left(provider_request, 200),
    finished_at = now()
  where job_id = job and status = 'sending';
  if not found then
    return;
  end if;
  if outcome = 'succeeded' then
    perform public.credit_settle(job, ai_conclude.credits);
  else
    perform public.credit_release(job);
  end if;
end;
$$;
comment on function public.ai_conclude(uuid, text, text, bigint, bigint, jsonb, text) is
  'How a job ended: succeeded takes its credits, failed and unknown take none.';

create function public.ai_sweep()
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
  update public.ai_requests set result = null
  where result is not null and finished_at < now() - interval '1 day';
  delete from public.response_cache where expires_at < now();
  delete from public.rate_limits where updated_at < now() - interval '1 day';
  return swept;
end;
$$;
comment on function public.ai_sweep() is
  'Ends jobs whose run was cut off, and forgets results after a day. For the scheduled job.';
