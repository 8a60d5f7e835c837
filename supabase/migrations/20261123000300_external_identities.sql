-- Who people are to other identity providers: a company's own, Clerk, Auth0, Firebase.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.external_identities (
  issuer text not null check (length(issuer) between 1 and 400),
  subject text not null check (length(subject) between 1 and 255),
  user_id uuid not null references auth.users (id) on delete cascade,
  provider text not null check (length(provider) between 1 and 60),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (issuer, subject)
);
comment on table public.external_identities is
  'The accounts behind other issuers'' users. Written by the function identity, after it has checked '
  'a token: an address alone never leads to an account.';
comment on column public.external_identities.provider is
  'The id that the provider had in the configuration.';
create index external_identities_user_id_idx on public.external_identities (user_id);

alter table public.external_identities enable row level security;
grant select on public.external_identities to authenticated;
create policy "read own identities, staff any" on public.external_identities
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));

create function private.audit_identity()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- The subject is a person's name elsewhere: the log outlives the account, and it must not.
  perform private.audit(
    'external_identities.insert', new.user_id::text,
    jsonb_build_object('issuer', new.issuer, 'provider', new.provider)
  );
  return null;
end;
$$;
comment on function private.audit_identity() is 'Trigger: logs who may come in by which issuer.';
create trigger audit after insert on public.external_identities
  for each row execute function private.audit_identity();
