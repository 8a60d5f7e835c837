-- The managed gateway: requests, cached answers, rate limits, the server's own keys.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.ai_requests (
  job_id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  operation text not null check (length(operation) <= 60),
  request_hash text not null check (length(request_hash) between 1 and 128),
  status text not null default 'received'
    check (status in ('received', 'sending', 'succeeded', 'failed', 'unknown')),
  provider text check (length(provider) <= 60),
  model text check (length(model) <= 200),
  provider_request_id text check (length(provider_request_id) <= 200),
  estimated_micro_usd bigint check (estimated_micro_usd >= 0),
  cost_micro_usd bigint check (cost_micro_usd >= 0),
  credits bigint check (credits >= 0),
  cached boolean not null default false,
  result jsonb,
  error_kind text check (length(error_kind) <= 60),
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.ai_requests is
  'One row for each job that ran on the server''s keys. Its result is stored before the answer '
  'leaves, so that a repeat is answered and not sent again. Prompts and pixels are not kept.';
create index ai_requests_user_id_idx on public.ai_requests (user_id, created_at);
create index ai_requests_created_at_idx on public.ai_requests (created_at);

create table public.response_cache (
  user_id uuid not null references auth.users (id) on delete cascade,
  key text not null check (key ~ '^[0-9a-f]{64}$'),
  operation text not null check (length(operation) <= 60),
  model text not null check (length(model) <= 200),
  response jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (user_id, key)
);
comment on table public.response_cache is
  'Answers by the hash of pixels, options, model and seed. Each account has its own: an answer never '
  'tells that somebody else asked.';
create index response_cache_expires_at_idx on public.response_cache (expires_at);

-- Unlogged: a crash forgets who was slowed down, and nothing else.
create unlogged table public.rate_limits (
  bucket text primary key check (length(bucket) between 1 and 200),
  tokens double precision not null,
  updated_at timestamptz not null
) with (fillfactor = 70);
comment on table public.rate_limits is 'Token buckets, one row for each limited thing.';
create index rate_limits_updated_at_idx on public.rate_limits (updated_at);

create table public.provider_keys (
  id uuid primary key default gen_random_uuid(),
  provider text not null check (length(provider) between 1 and 60),
  hint text not null check (length(hint) <= 4),
  ciphertext bytea not null,
  nonce bytea not null check (octet_length(nonce) = 12),
  wrapping_key_version integer not null,
  active boolean not null default true,
  created_at timestamptz not null default now()
);
comment on table public.provider_keys is
  'The server''s keys to the AI providers, AES-256-GCM under a key that only the functions'' secrets '
  'hold. The database alone can''t read them.';
comment on column public.provider_keys.hint is 'The last four characters, to tell keys apart.';
create unique index provider_keys_active_idx on public.provider_keys (provider) where active;
create trigger audit after insert or update or delete on public.provider_keys
  for each row execute function private.audit_change('provider');

alter table public.ai_requests enable row level security;
alter table public.response_cache enable row level security;
alter table public.rate_limits enable row level security;
alter table public.provider_keys enable row level security;

grant select on public.ai_requests, public.response_cache, public.rate_limits to authenticated;
grant select (id, provider, hint, wrapping_key_version, active, created_at)
  on public.provider_keys to authenticated;

create policy "read own requests, staff any" on public.ai_requests
  for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_staff()));
create policy "read own cached answers" on public.response_cache
  for select to authenticated
  using (user_id = (select auth.uid()));
create policy "staff read rate limits" on public.rate_limits
  for select to authenticated
  using ((select private.is_staff()));
create policy "admins see which keys there are" on public.provider_keys
  for select to authenticated
  using ((select private.is_admin()));

create function public.rate_limit_take(
  bucket text, capacity double precision, per_second double precision,
  cost double precision default 1
)
returns table (allowed boolean, retry_after_seconds double precision)
language plpgsql
security invoker
set search_path = ''
as $$
#variable_conflict use_column
declare
  -- Read before a lock is waited for: time that has passed since is credited at the next call.
  moment timestamptz := clock_timestamp();
begin
  if not (cost > 0 and cost <= capacity and per_second > 0) then
    raise exception 'a bucket must be able to give what is asked'
      using errcode = 'invalid_parameter_value';
  end if;
  insert into public.rate_limits as kept (bucket, tokens, updated_at)
  values (rate_limit_take.bucket, capacity - cost, moment)
  on conflict (bucket) do update
    set
      tokens = least(capacity, kept.tokens + per_second
        * greatest(0, extract(epoch from excluded.updated_at - kept.updated_at))) - cost,
      updated_at = greatest(excluded.updated_at, kept.updated_at)
    where least(capacity, kept.tokens + per_second
      * greatest(0, extract(epoch from excluded.updated_at - kept.updated_at))) >= cost;
  if found then
    return query select true, 0::double precision;
  else
    return query
      select false, greatest(0.001, (cost - kept.tokens) / per_second
        - greatest(0, extract(epoch from moment - kept.updated_at)))
      from public.rate_limits as kept
      where kept.bucket = rate_limit_take.bucket;
  end if;
end;
$$;
comment on function public.rate_limit_take(text, double precision, double precision, double precision) is
  'Takes tokens from a bucket that holds "capacity" and refills "per_second". One upsert decides; '
  'not allowed: retry_after_seconds says when. For the functions.';
