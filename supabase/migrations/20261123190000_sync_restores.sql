-- What a restored server has lost, its devices tell again: each with the number that the server once
-- gave it, so that it is known who spoke last.
--
-- Numbers of a later epoch are above those of all earlier ones. A restore begins at the clock's
-- milliseconds since 1970: no account has had as many operations as that.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table private.sync_start (
  id integer primary key default 1 check (id = 1),
  seq bigint not null
);
comment on table private.sync_start is 'One row: where the accounts'' numbers begin.';
comment on column private.sync_start.seq is
  '0 until the first restore: then above all numbers that were ever given.';
alter table private.sync_start enable row level security;
insert into private.sync_start (seq) values (0);

create function private.sync_first_seq()
returns bigint
language sql
stable
security invoker
set search_path = ''
as $$ select seq from private.sync_start; $$;
comment on function private.sync_first_seq() is 'The number that comes before an account''s first one.';

alter table public.sync_head add column lost jsonb not null default '[]';
alter table public.sync_head
  alter column seq set default private.sync_first_seq(),
  -- An account that is not in the backup may have been there.
  alter column lost set default jsonb_build_array(jsonb_build_array(0, private.sync_first_seq()));
comment on column public.sync_head.lost is
  'What was given out and lost by restores, as pairs: numbers above the first, up to the second.';

create or replace function private.sync_start_epoch()
returns void
language sql
security invoker
set search_path = ''
as $$
  with start as (
    update private.sync_start
    set seq = greatest(
      seq + 1,
      floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
      -- Of two restores within moments, what was taken between them counts too.
      (select coalesce(max(head.seq), 0) + 1 from public.sync_head as head)
    )
    returning seq
  )
  update public.sync_head as head
  set epoch = gen_random_uuid(),
    lost = head.lost || jsonb_build_array(jsonb_build_array(head.seq, start.seq)),
    seq = start.seq
  from start;
$$;
comment on function private.sync_start_epoch() is
  'To be run once after a restore from a backup, before anybody is let in: every device takes a '
  'snapshot, and tells again what was lost.';

create or replace function private.sync_op_problem(op jsonb)
returns text
language sql
immutable
security invoker
set search_path = ''
as $$
  select case
    when jsonb_typeof(op) is distinct from 'object' then 'invalid'
    when coalesce(op ->> 'op_id', '') !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then 'invalid'
    when coalesce(op ->> 'n', '') !~ '^[0-9]{1,15}$' then 'invalid'
    when jsonb_typeof(op -> 'key') is distinct from 'string' then 'invalid'
    when length(op ->> 'key') not between 1 and 200 then 'invalid'
    when coalesce(op ->> 'base_seq', '0') !~ '^[0-9]{1,15}$' then 'invalid'
    when coalesce(op ->> 'was', '0') !~ '^[0-9]{1,15}$' then 'invalid'
    when jsonb_typeof(coalesce(op -> 'deleted', 'false')) <> 'boolean' then 'invalid'
    when jsonb_typeof(coalesce(op -> 'fields', '{}')) <> 'object' then 'invalid'
    when coalesce(op ->> 'kind', '') not in ('asset', 'job', 'recipe', 'setting', 'usage')
      then 'unknown_kind'
    when octet_length(op::text) > 65536 then 'too_large'
  end;
$$;

create or replace function private.sync_merge(target text, caller uuid, seq bigint, op jsonb)
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
  -- Told again: its number from before a restore, which is below all that are given now.
  was bigint := case when op ->> 'was' is not null then least((op ->> 'was')::bigint, seq - 1) end;
  overwritten jsonb := '{}';
begin
  execute format(
    'select user_id, key, fields, field_seqs, seq, created_at, deleted_at
     from public.%I where user_id = $1 and key = $2', target
  ) into known using caller, op ->> 'key';

  if deleted then
    if was is not null and (
      known.deleted_at is not null
      or exists (select from jsonb_each_text(known.field_seqs) where value::bigint > was)
    ) then
      return jsonb_build_object('reason', 'outdated');
    elsif was is not null and known.user_id is null then
      -- Another device may tell of the row as it was before.
      execute format(
        'insert into public.%I (user_id, key, fields, field_seqs, seq, deleted_at)
         values ($1, $2, ''{}'', ''{}'', $3, now())', target
      ) using caller, op ->> 'key', seq;
    else
      execute format(
        'update public.%I set fields = ''{}'', field_seqs = ''{}'', seq = $3, deleted_at = now()
         where user_id = $1 and key = $2 and deleted_at is null', target
      ) using caller, op ->> 'key', seq;
    end if;
    return jsonb_build_object('fields', '{}'::jsonb, 'overwritten', coalesce(known.fields, '{}'));
  end if;

  if known.user_id is null and base is not null then
    -- It was there once: its tombstone has been forgotten since.
    return jsonb_build_object('reason', 'gone');
  elsif known.deleted_at is not null and greatest(base, was, 0) < known.seq then
    -- Who has seen the deletion may bring the row back; who has not, must not by accident.
    return jsonb_build_object('reason', 'deleted');
  end if;

  if was is not null then
    select coalesce(jsonb_object_agg(field, value), '{}') into given
    from jsonb_each(given) as told (field, value)
    where coalesce((known.field_seqs ->> field)::bigint, 0) < was;
  end if;
  if target = 'jobs'
    and known.user_id is not null
    and (given ? 'status' or given ? 'run')
    and not private.job_state_moves_on(known.fields, given)
  then
    -- What comes with an outdated state goes with it.
    given := '{}';
  end if;
  if was is not null and given = '{}' then
    return jsonb_build_object('reason', 'outdated');
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
    (
      select coalesce(jsonb_object_agg(field, coalesce(was, seq)), '{}')
      from jsonb_object_keys(given) as field
    ),
    seq;
  return jsonb_build_object('fields', given, 'overwritten', overwritten);
end;
$$;
comment on function private.sync_merge(text, uuid, bigint, jsonb) is
  'Merges an operation into its row, the last writer winning field by field. One with "was" counts as '
  'written when that number was given: of those told again in any order, the latest stays. {fields, '
  'overwritten}, or {reason} if it is refused.';

create or replace function private.sync_snapshot(
  head public.sync_head, at_seq bigint, after jsonb, page integer
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  kinds constant text[] := array['asset', 'job', 'recipe', 'setting', 'usage'];
  place integer := coalesce(array_position(kinds, after ->> 'kind'), 1);
  last_key text := after ->> 'key';
  changes jsonb := '[]';
  found_rows jsonb;
  room integer := page;
begin
  while place <= array_length(kinds, 1) and room > 0 loop
    select
      coalesce(jsonb_agg(jsonb_build_object(
        'seq', rows.seq, 'kind', kinds[place], 'key', rows.key, 'deleted', false,
        'fields', rows.fields
      )), '[]')
    into found_rows
    from private.sync_page(kinds[place], head.user_id, last_key, room) as rows;
    changes := changes || found_rows;
    if jsonb_array_length(found_rows) < room then
      place := place + 1;
      last_key := null;
    else
      last_key := changes -> -1 ->> 'key';
    end if;
    room := page - jsonb_array_length(changes);
  end loop;

  return jsonb_build_object(
    'mode', 'snapshot',
    'changes', changes,
    -- Then the log from where the snapshot began: what changed meanwhile comes again.
    'next', jsonb_build_object('epoch', head.epoch, 'seq', at_seq) || case
      when place > array_length(kinds, 1) then '{}'::jsonb
      else jsonb_build_object('after', jsonb_build_object('kind', kinds[place], 'key', last_key))
    end,
    'more', place <= array_length(kinds, 1) or at_seq < head.seq,
    'epoch', head.epoch,
    'lost', head.lost,
    'min_cursor', head.min_cursor
  );
end;
$$;

comment on function public.sync_push(uuid, jsonb) is
  'Takes up to 100 operations of the caller''s device, in order, in one transaction. '
  '{epoch, seq, answers: [{op_id, status: ok | dup | rejected, seq?, reason?}]}, one answer for each '
  'operation; its numbers are of that epoch. An operation that a restored server lost is told again '
  'with "was", the number it had. Reasons: invalid, unknown_kind, too_large, idempotency_mismatch, '
  'expired, gone, deleted, insert_only, and outdated for what is told again too late. Errors: PT401 '
  'account_gone, PT403 device_revoked, PT409 too_many_devices, PT413 too_many_ops, PT429 '
  'rate_limited with the seconds to wait as the hint.';
comment on function public.sync_pull(jsonb, integer) is
  'What is new since a cursor: {mode: log | snapshot, changes: [{seq, kind, key, deleted, fields, '
  'op_id?, device_id?}], next, more, epoch, min_cursor, lost?}. Pass next as the cursor of the next '
  'call; null, another epoch, or a number below min_cursor starts a snapshot. A snapshot replaces all '
  'that the device knew: its first page is the answer to a cursor without "after". lost, in a '
  'snapshot: pairs of numbers; what was given above the first and up to the second was lost by a '
  'restore.';
