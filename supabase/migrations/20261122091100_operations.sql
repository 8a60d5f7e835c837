-- Watching over the service, and the end of an account.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.alerts (
  id uuid primary key default gen_random_uuid(),
  rule text not null check (length(rule) <= 100),
  severity text not null check (severity in ('notice', 'warning', 'critical')),
  message text not null check (length(message) <= 1000),
  labels jsonb not null default '{}',
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  acknowledged_by uuid references auth.users (id) on delete set null,
  acknowledged_at timestamptz
);
comment on table public.alerts is 'What staff should look at. Opened and closed by rules.';
create unique index alerts_open_idx on public.alerts (rule, labels) where closed_at is null;
create index alerts_acknowledged_by_idx on public.alerts (acknowledged_by);

alter table public.alerts enable row level security;
grant select on public.alerts to authenticated;
grant update (acknowledged_by, acknowledged_at) on public.alerts to authenticated;

create policy "staff read alerts" on public.alerts
  for select to authenticated
  using ((select private.is_staff()));
create policy "staff acknowledge alerts" on public.alerts
  for update to authenticated
  using ((select private.is_staff()))
  with check ((select private.is_staff()) and acknowledged_by = (select auth.uid()));

create function private.delete_account(target uuid)
returns boolean
language plpgsql
security invoker
set search_path = ''
as $$
begin
  -- Everything of the account goes by its foreign keys; ledgers stay, without a name on them.
  delete from auth.users where id = target;
  if not found then
    return false;
  end if;
  perform private.audit('account.delete', encode(sha256(convert_to(target::text, 'UTF8')), 'hex'));
  return true;
end;
$$;
comment on function private.delete_account(uuid) is
  'Deletes an account and what belongs to it. Files in storage are the caller''s to remove first.';
