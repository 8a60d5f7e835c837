-- What billing providers keep for an account, where they can't be asked for it by our user's id.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.billing_handles (
  provider text not null check (provider in ('polar', 'stripe', 'paypal')),
  handle text not null check (length(handle) between 1 and 200),
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (provider, handle)
);
comment on table public.billing_handles is
  'Ids that a provider gave to what it made for an account: Stripe''s customers, PayPal''s '
  'subscriptions. Known from the moment they are made; what became of them is asked of the provider.';
create index billing_handles_user_id_idx on public.billing_handles (user_id, provider, created_at);

alter table public.billing_handles enable row level security;
grant select on public.billing_handles to authenticated;
create policy "staff read billing handles" on public.billing_handles
  for select to authenticated
  using ((select private.is_staff()));
