-- Taking operations in.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.sync_merge(target text, caller uuid, seq bigint, op jsonb)
returns jsonb
language plpgsql
security invoker
set search_path = ''
as $$
declare
  known private.synced_rows;
  given jsonb := coalesce(op -> 'fields', '{}');
  deleted boolean := coalesce((op ->> 'deleted')::boolean, false);
  base bigint := (op ->> 'base_seq')::bigint;
  overwritten jsonb := '{}';
begin
  execute format(
    'select user_id, key, fields, field_seqs, seq, created_at, deleted_at
     from public.%I where user_id = $1 and key = $2', target
  ) into known using caller, op ->> 'key';

  if deleted then
    execute format(
      'update public.%I set fields = ''{}'', field_seqs = ''{}'', seq = $3, deleted_at = now()
       where user_id = $1 and key = $2 and deleted_at is null', target
    ) using caller, op ->> 'key', seq;
    return jsonb_build_object('fields', '{}'::jsonb, 'overwritten', coalesce(known.fields, '{}'));
  end if;

  if known.user_id is null and base is not null then
    -- It was there once: its tombstone has been forgotten since.
    return jsonb_build_object('reason', 'gone');
  elsif known.deleted_at is not null and coalesce(base, 0) < known.seq then
    -- Who has seen the deletion may bring the row back; who has not, must not by accident.
    return jsonb_build_object('reason', 'deleted');
  end if;

  if target = 'jobs'
    and known.user_id is not null
    and (given ? 'status' or given ? 'run')
    and not private.job_state_moves_on(known.fields, given)
  then
    -- What comes with an outdated state goes with it.
    given := '{}';
  end if;

  select coalesce(jsonb_object_agg(field, known.fields -> field), '{}') into overwritten
  from jsonb_object_keys(given) as field
  where known.fields ? field;

  execute format(
    'insert into public.%I as kept (user_id, key, fields, field_seqs, seq) values ($1, $2, $3, $4, $5)
     on conflict (user_id, key) do update set
       fields = kept.fields || excluded.fields,
       field_seqs = kept.field_seqs || excluded.field_seqs,
       seq = excluded.seq,
       deleted_at = null', target
  ) using
    caller, op ->> 'key', given,
    (select coalesce(jsonb_object_agg(field, seq), '{}') from jsonb_object_keys(given) as field),
    seq;
  return jsonb_build_object('fields', given, 'overwritten', overwritten);
end;
$$;
comment on function private.sync_merge(text, uuid, bigint, jsonb) is
  'Merges an operation into its row, the last writer winning field by field. {fields, overwritten}, '
  'or {reason} if it is refused.';

create function private.sync_record_usage(caller uuid, device uuid, op jsonb)
returns jsonb
language plpgsql
security invoker
set search_path = ''
as $$
begin
  if coalesce((op ->> 'deleted')::boolean, false) or exists (
    select from public.usage_ledger where user_id = caller and id = (op ->> 'key')::uuid
  ) then
    return jsonb_build_object('reason', 'insert_only');
  end if;
  insert into public.usage_ledger (
    user_id, id, device_id, job_id, provider, model, operation, cost_micro_usd, simulated, corrects,
    occurred_at
  )
  select
    caller, (op ->> 'key')::uuid, device, job_id, provider, coalesce(model, ''), operation,
    cost_micro_usd, coalesce(simulated, false), corrects, occurred_at
  from jsonb_to_record(op -> 'fields') as entry (
    job_id uuid, provider text, model text, operation text, cost_micro_usd bigint,
    simulated boolean, corrects uuid, occurred_at timestamptz
  );
  return jsonb_build_object('fields', op -> 'fields', 'overwritten', '{}'::jsonb);
end;
$$;
comment on function private.sync_record_usage(uuid, uuid, jsonb) is
  'Adds an entry to the usage ledger. {fields, overwritten}, or {reason} if it is refused.';

create function private.sync_take(device public.devices, next_seq bigint, op jsonb)
returns jsonb
language plpgsql
security invoker
set search_path = ''
as $$
declare
  reason text := private.sync_op_problem(op);
  op_hash bytea;
  logged public.sync_ops;
  outcome jsonb;
  broken text;
begin
  if reason is not null then
    return jsonb_build_object('status', 'rejected', 'reason', reason);
  end if;

  op_hash := sha256(convert_to(jsonb_build_array(
    op -> 'kind', op -> 'key', op -> 'deleted', op -> 'fields')::text, 'UTF8'));
  select * into logged from public.sync_ops
  where user_id = device.user_id and op_id = (op ->> 'op_id')::uuid;
  if found then
    if logged.hash = op_hash then
      return jsonb_build_object('status', 'dup', 'seq', logged.seq);
    end if;
    return jsonb_build_object('status', 'rejected', 'reason', 'idempotency_mismatch');
  elsif (op ->> 'n')::bigint <= device.pruned_n then
    -- It may have been taken long ago: the log no longer tells.
    return jsonb_build_object('status', 'rejected', 'reason', 'expired');
  end if;

  if op ->> 'kind' = 'usage' then
    outcome := private.sync_record_usage(device.user_id, device.id, op);
  else
    outcome := private.sync_merge((op ->> 'kind') || 's', device.user_id, next_seq, op);
  end if;
  if outcome ? 'reason' then
    return jsonb_build_object('status', 'rejected', 'reason', outcome ->> 'reason');
  end if;

  insert into public.sync_ops (
    user_id, seq, op_id, device_id, n, kind, key, deleted, fields, overwritten, hash
  ) values (
    device.user_id, next_seq, (op ->> 'op_id')::uuid, device.id, (op ->> 'n')::bigint,
    op ->> 'kind', op ->> 'key', coalesce((op ->> 'deleted')::boolean, false),
    outcome -> 'fields', outcome -> 'overwritten', op_hash
  );
  return jsonb_build_object('status', 'ok', 'seq', next_seq);
exception
  -- One poisoned operation must not hold up the others.
  when data_exception or integrity_constraint_violation or program_limit_exceeded then
    get stacked diagnostics broken = constraint_name;
    return jsonb_build_object(
      'status', 'rejected',
      'reason', case when broken = 'row_size' then 'too_large' else 'invalid' end
    );
end;
$$;
comment on function private.sync_take(public.devices, bigint, jsonb) is
  'Takes one operation: {status: ok | dup, seq} or {status: rejected, reason}.';

create function private.sync_push(device uuid, ops jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller uuid := private.require_user();
  head public.sync_head;
  known public.devices;
  before bigint;
  op jsonb;
  answer jsonb;
  answers jsonb := '[]';
  wait double precision;
begin
  if jsonb_typeof(ops) is distinct from 'array' or jsonb_array_length(ops) > 100 then
    raise exception 'ops is a list of at most 100 operations'
      using errcode = 'PT413', detail = 'too_many_ops';
  end if;
  if not exists (select from auth.users where id = caller for key share) then
    raise exception 'this account was deleted' using errcode = 'PT401', detail = 'account_gone';
  end if;

  -- A week of work fits into the bucket; filling the disk takes too long to be worth it.
  select retry_after_seconds into wait from public.rate_limit_take(
    'sync:' || caller, 67108864, 65536, greatest(1, octet_length(ops::text))
  ) where not allowed;
  if found then
    raise exception 'too much at once'
      using errcode = 'PT429', detail = 'rate_limited', hint = ceil(wait)::text;
  end if;

  -- Every push of a user waits here for the one before it to commit, so that a reader who has seen
  -- number n has seen all numbers below.
  insert into public.sync_head (user_id) values (caller) on conflict do nothing;
  select * into strict head from public.sync_head where user_id = caller for update;
  before := head.seq;

  insert into public.devices as known_device (user_id, id, session_id)
  values (caller, sync_push.device, ((select auth.jwt()) ->> 'session_id')::uuid)
  on conflict (user_id, id) do update
    set last_seen_at = now(),
      session_id = coalesce(excluded.session_id, known_device.session_id)
  returning * into known;
  if known.revoked_at is not null then
    raise exception 'this device was signed out'
      using errcode = 'PT403', detail = 'device_revoked';
  end if;

  for op in select value from jsonb_array_elements(ops) loop
    answer := private.sync_take(known, head.seq + 1, op);
    if answer ->> 'status' = 'ok' then
      head.seq := head.seq + 1;
    end if;
    answers := answers || jsonb_build_array(
      case when jsonb_typeof(op) = 'object'
        then jsonb_build_object('op_id', op -> 'op_id') || answer
        else answer
      end
    );
  end loop;

  if head.seq > before then
    update public.sync_head set seq = head.seq, updated_at = now() where user_id = caller;
    perform private.hint(
      'user:' || caller, 'sync', jsonb_build_object('seq', head.seq, 'device', sync_push.device)
    );
  end if;
  return jsonb_build_object('epoch', head.epoch, 'seq', head.seq, 'answers', answers);
end;
$$;
comment on function private.sync_push(uuid, jsonb) is 'What public.sync_push() does.';
grant execute on function private.sync_push(uuid, jsonb) to authenticated;

create function public.sync_push(device uuid, ops jsonb)
returns jsonb
language sql
security invoker
set search_path = ''
as $$ select private.sync_push(device, ops); $$;
comment on function public.sync_push(uuid, jsonb) is
  'Takes up to 100 operations of the caller''s device, in order, in one transaction. '
  '{epoch, seq, answers: [{op_id, status: ok | dup | rejected, seq?, reason?}]}, one answer for each '
  'operation. Reasons: invalid, unknown_kind, too_large, idempotency_mismatch, expired, gone, '
  'deleted, insert_only. Errors: PT401 account_gone, PT403 device_revoked, PT413 '
  'too_many_ops, PT429 rate_limited with the seconds to wait as the hint.';
grant execute on function public.sync_push(uuid, jsonb) to authenticated;
