-- Credits that were spent, told to the billing provider's meters: each once.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.usage_reports (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  job_id uuid not null unique,
  credits bigint not null check (credits > 0),
  spent_at timestamptz not null default now(),
  sent_at timestamptz
);
comment on table public.usage_reports is
  'One for each job that spent credits. Its id goes to the provider, which takes each id once: a '
  'report whose answer was lost is sent again.';
create index usage_reports_unsent_idx on public.usage_reports (spent_at) where sent_at is null;
create index usage_reports_user_id_idx on public.usage_reports (user_id, spent_at);

alter table public.usage_reports enable row level security;
grant select on public.usage_reports to authenticated;
create policy "read own reports, staff any" on public.usage_reports
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));

create function private.report_usage()
returns trigger
language plpgsql
security invoker
set search_path = ''
as $$
begin
  insert into public.usage_reports (user_id, job_id, credits)
  values (new.user_id, new.job_id, new.settled_amount);
  return null;
end;
$$;
comment on function private.report_usage() is 'Trigger: what a job spent is told to the meters.';
create trigger report_usage after update on public.credit_holds
  for each row
  when (
    old.state = 'reserved' and new.state = 'settled' and new.settled_amount > 0
    and new.user_id is not null
  )
  execute function private.report_usage();
