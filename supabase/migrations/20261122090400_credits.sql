-- Spending: reserve → settle or release. For the functions' service role only.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function public.credit_add(
  account uuid, amount bigint, kind text, reference text default null
)
returns boolean
language plpgsql
security invoker
set search_path = ''
as $$
begin
  if kind not in ('grant', 'expire', 'adjust') then
    raise exception 'kind % does not add credits', kind using errcode = 'check_violation';
  end if;
  if reference is not null then
    insert into public.credit_references (reference, user_id)
    values (credit_add.reference, account)
    on conflict do nothing;
    if not found then
      return false;
    end if;
  end if;
  insert into public.credit_accounts (user_id) values (account) on conflict do nothing;
  update public.credit_accounts
  set balance = balance + amount, updated_at = now()
  where user_id = account;
  insert into public.credit_ledger (user_id, kind, balance_change, held_change, reference)
  values (account, credit_add.kind, amount, 0, credit_add.reference);
  return true;
end;
$$;
comment on function public.credit_add(uuid, bigint, text, text) is
  'Grants, expires (amount < 0) or adjusts credits. False: this reference was credited before.';

create function public.credit_reserve(
  account uuid, job uuid, amount bigint, request_hash text
)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  known public.credit_holds;
begin
  -- The job's row comes first: of two requests for one job the second waits here, then is a repeat.
  insert into public.credit_holds (job_id, user_id, amount, request_hash)
  values (job, account, credit_reserve.amount, credit_reserve.request_hash)
  on conflict (job_id) do nothing;
  if not found then
    select * into strict known from public.credit_holds where job_id = job;
    if known.user_id is distinct from account
      or known.request_hash <> credit_reserve.request_hash
      or known.amount <> credit_reserve.amount
    then
      return 'conflict';
    end if;
    return known.state;
  end if;
  update public.credit_accounts
  set held = held + credit_reserve.amount, updated_at = now()
  where user_id = account and balance - held >= credit_reserve.amount;
  if not found then
    delete from public.credit_holds where job_id = job;
    return 'insufficient';
  end if;
  insert into public.credit_ledger (user_id, kind, balance_change, held_change, job_id)
  values (account, 'reserve', 0, credit_reserve.amount, job);
  return 'new';
end;
$$;
comment on function public.credit_reserve(uuid, uuid, bigint, text) is
  'Holds credits for a job. new: held now; reserved, settled, released: a repeat, and where the job '
  'stands; conflict: the job is known with another request; insufficient.';

create function private.close_hold(job uuid, spent bigint)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
declare
  hold public.credit_holds;
  wanted text := case when spent is null then 'released' else 'settled' end;
begin
  select * into hold from public.credit_holds where job_id = job for update;
  if not found then
    return 'unknown';
  end if;
  if hold.state <> 'reserved' then
    return case
      when hold.state = wanted and hold.settled_amount is not distinct from spent then 'repeated'
      else 'conflict'
    end;
  end if;
  if spent not between 0 and hold.amount then
    raise exception 'a job settles at most what it reserved' using errcode = 'check_violation';
  end if;
  update public.credit_holds
  set state = wanted, settled_amount = spent, closed_at = now()
  where job_id = job;
  update public.credit_accounts
  set balance = balance - coalesce(spent, 0), held = held - hold.amount, updated_at = now()
  where user_id = hold.user_id;
  insert into public.credit_ledger (user_id, kind, balance_change, held_change, job_id)
  values (
    hold.user_id, case when spent is null then 'release' else 'settle' end,
    -coalesce(spent, 0), -hold.amount, job
  );
  return wanted;
end;
$$;
comment on function private.close_hold(uuid, bigint) is
  'Settles a hold at what was spent, or releases it (null), once.';

create function public.credit_settle(job uuid, spent bigint)
returns text
language plpgsql
security invoker
set search_path = ''
as $$
begin
  if spent is null then
    raise exception 'say what was spent' using errcode = 'null_value_not_allowed';
  end if;
  return private.close_hold(job, spent);
end;
$$;
comment on function public.credit_settle(uuid, bigint) is
  'The job is done and cost this much. settled, repeated, conflict (closed otherwise), unknown.';

create function public.credit_release(job uuid)
returns text
language sql
security invoker
set search_path = ''
as $$ select private.close_hold(job, null); $$;
comment on function public.credit_release(uuid) is
  'The job cost nothing. released, repeated, conflict (closed otherwise), unknown.';
