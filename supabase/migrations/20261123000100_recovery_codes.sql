-- A way back in for who has lost the authenticator app.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table public.recovery_codes (
  user_id uuid not null references auth.users (id) on delete cascade,
  hash bytea not null check (octet_length(hash) = 32),
  created_at timestamptz not null default now(),
  primary key (user_id, hash)
);
comment on table public.recovery_codes is
  'Codes that were not used yet. hash = sha256(user_id || code): a code has 80 random bits, so that '
  'no guess is worth its time and a slow hash would add nothing but load.';

alter table public.recovery_codes enable row level security;

create function private.second_factor_done()
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce((select auth.jwt()) ->> 'aal' = 'aal2', false) or not exists (
    select from auth.mfa_factors
    where user_id = (select auth.uid()) and status = 'verified'
  );
$$;
comment on function private.second_factor_done() is
  'False while the caller has a second factor and a token that was got without it.';
grant execute on function private.second_factor_done() to authenticated;

create function private.recovery_code_hash(owner uuid, code text)
returns bytea
language sql
immutable
security invoker
set search_path = ''
as $$
  -- Crockford's alphabet: who types O for 0 or I and L for 1 is understood.
  select sha256(convert_to(
    owner || translate(regexp_replace(upper(code), '[^0-9A-Z]', '', 'g'), 'OIL', '011'), 'UTF8'
  ));
$$;
comment on function private.recovery_code_hash(uuid, text) is 'What is kept of a code.';

create function private.recovery_code()
returns text
language sql
volatile
security invoker
set search_path = ''
as $$
  select regexp_replace(
    string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(bytes, place) % 32 + 1, 1), ''),
    '(.{4})(?=.)', '\1-', 'g'
  )
  from (select extensions.gen_random_bytes(16) as bytes) as random, generate_series(0, 15) as place;
$$;
comment on function private.recovery_code() is '80 random bits as XXXX-XXXX-XXXX-XXXX.';

create function private.live_recovery_codes(owner uuid)
returns setof public.recovery_codes
language sql
stable
security invoker
set search_path = ''
as $$
  -- Those of an authenticator that was removed since don't open the account of a newer one.
  select * from public.recovery_codes as codes
  where codes.user_id = owner and exists (
    select from auth.mfa_factors as factors
    where factors.user_id = owner and factors.status = 'verified'
      and factors.created_at <= codes.created_at
  );
$$;
comment on function private.live_recovery_codes(uuid) is 'The codes that would work now.';

create function private.renew_recovery_codes()
returns text[]
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_session();
  codes text[];
begin
  if not private.second_factor_done() then
    raise exception 'the second factor comes first'
      using errcode = 'PT403', detail = 'second_factor_required';
  end if;
  if not exists (select from auth.mfa_factors where user_id = caller and status = 'verified') then
    raise exception 'there is no second factor to recover'
      using errcode = 'PT409', detail = 'no_factor';
  end if;
  select array_agg(private.recovery_code()) into codes from generate_series(1, 10);
  delete from public.recovery_codes where user_id = caller;
  insert into public.recovery_codes (user_id, hash)
  select caller, private.recovery_code_hash(caller, code) from unnest(codes) as code;
  perform private.audit('recovery_codes.renew', caller::text);
  return codes;
end;
$$;
comment on function private.renew_recovery_codes() is 'What public.renew_recovery_codes() does.';
grant execute on function private.renew_recovery_codes() to authenticated;

create function public.renew_recovery_codes()
returns text[]
language sql
security invoker
set search_path = ''
as $$ select private.renew_recovery_codes(); $$;
comment on function public.renew_recovery_codes() is
  'Ten new recovery codes, told this once; the old ones end. Errors: 42501 session_ended, PT403 '
  'second_factor_required, PT409 no_factor.';
grant execute on function public.renew_recovery_codes() to authenticated;

create function private.recovery_codes_left()
returns integer
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_session();
begin
  return (select count(*) from private.live_recovery_codes(caller));
end;
$$;
comment on function private.recovery_codes_left() is 'What public.recovery_codes_left() does.';
grant execute on function private.recovery_codes_left() to authenticated;

create function public.recovery_codes_left()
returns integer
language sql
stable
security invoker
set search_path = ''
as $$ select private.recovery_codes_left(); $$;
comment on function public.recovery_codes_left() is 'How many of the caller''s recovery codes still work.';
grant execute on function public.recovery_codes_left() to authenticated;

create function private.use_recovery_code(code text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_session();
  wait double precision;
begin
  -- Answered, not raised: what was taken from the bucket stays taken.
  select retry_after_seconds into wait
  from public.rate_limit_take('recovery:' || caller, 5, 1.0 / 600) where not allowed;
  if found then
    return jsonb_build_object('status', 'limited', 'retry_after', ceil(wait));
  end if;
  if not exists (
    select from private.live_recovery_codes(caller)
    where hash = private.recovery_code_hash(caller, code)
  ) then
    perform private.audit('recovery_codes.refuse', caller::text);
    return '{"status": "wrong"}';
  end if;
  delete from public.recovery_codes
  where user_id = caller and hash = private.recovery_code_hash(caller, code);
  -- Another request may have used it since it was looked at.
  if not found then
    return '{"status": "wrong"}';
  end if;
  delete from public.recovery_codes where user_id = caller;
  delete from auth.mfa_factors where user_id = caller;
  -- The lost device may hold a session that the lost factor opened.
  delete from auth.sessions where user_id = caller and id <> private.session_id();
  perform private.audit('recovery_codes.use', caller::text);
  return '{"status": "used"}';
end;
$$;
comment on function private.use_recovery_code(text) is 'What public.use_recovery_code() does.';
grant execute on function private.use_recovery_code(text) to authenticated;

create function public.use_recovery_code(code text)
returns jsonb
language sql
security invoker
set search_path = ''
as $$ select private.use_recovery_code(code); $$;
comment on function public.use_recovery_code(text) is
  'Removes the caller''s second factors, all recovery codes and all other sessions, for a code that '
  'works once. {status: used | wrong}, or {status: limited, retry_after} in seconds: five tries, then '
  'one in ten minutes. Errors: 42501 session_ended.';
grant execute on function public.use_recovery_code(text) to authenticated;
