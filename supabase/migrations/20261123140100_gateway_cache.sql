-- An answer that the account has had before, told again for nothing.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function public.ai_answer_again(
  job uuid, account uuid, operation text, request_hash text, model text, answer jsonb
)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  known public.ai_requests;
begin
  insert into public.ai_requests (
    job_id, user_id, operation, request_hash, status, model, estimated_micro_usd, cost_micro_usd,
    credits, cached, result, finished_at
  ) values (
    job, account, ai_answer_again.operation, ai_answer_again.request_hash, 'succeeded',
    ai_answer_again.model, 0, 0, 0, true, answer, now()
  )
  on conflict (job_id) do nothing;
  if found then
    return 'new';
  end if;
  select * into strict known from public.ai_requests where job_id = job;
  if known.user_id <> account or known.request_hash <> ai_answer_again.request_hash then
    return 'conflict';
  end if;
  return known.status;
end;
$$;
comment on function public.ai_answer_again(uuid, uuid, text, text, text, jsonb) is
  'Journals a job that was answered from the cache: it cost nobody anything. new; conflict: the id is '
  'taken; sending, succeeded, failed, unknown: a repeat, and where the job stands.';
