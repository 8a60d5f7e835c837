-- Telling what is new, and forgetting what is old.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.sync_page(target text, caller uuid, after text, page integer)
returns table (key text, fields jsonb, seq bigint)
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if target = 'usage' then
    return query
      select
        entry.id::text,
        to_jsonb(entry) - '{user_id,id,device_id,recorded_at}'::text[],
        0::bigint
      from public.usage_ledger as entry
      where entry.user_id = caller and entry.id > coalesce(nullif(after, ''), '00000000-0000-0000-0000-000000000000')::uuid
      order by entry.id
      limit page;
  else
    return query execute format(
      'select key, fields, seq from public.%I
       where user_id = $1 and key > $2 and deleted_at is null
       order by key limit $3', target || 's'
    ) using caller, coalesce(after, ''), page;
  end if;
end;
$$;
comment on function private.sync_page(text, uuid, text, integer) is
  'Living rows of one kind, in the order of their keys, after a key.';
grant execute on function private.sync_page(text, uuid, text, integer) to authenticated;

create function private.sync_snapshot(head public.sync_head, at_seq bigint, after jsonb, page integer)
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
    'min_cursor', head.min_cursor
  );
end;
$$;
comment on function private.sync_snapshot(public.sync_head, bigint, jsonb, integer) is
  'A page of all living rows, for who knows nothing or too little.';
grant execute on function private.sync_snapshot(public.sync_head, bigint, jsonb, integer)
  to authenticated;

create function public.sync_pull(cursor jsonb default null, max_changes integer default 500)
returns jsonb
language plpgsql
-- Stable: all of it reads one snapshot of the database.
stable
security invoker
set search_path = ''
as $$
declare
  caller uuid := private.require_user();
  page integer := least(greatest(coalesce(max_changes, 500), 1), 1000);
  head public.sync_head;
  known bigint;
  changes jsonb;
  last_seq bigint;
begin
  select * into head from public.sync_head where user_id = caller;
  if not found then
    return jsonb_build_object(
      'mode', 'snapshot', 'changes', '[]'::jsonb, 'next', null, 'more', false,
      'epoch', null, 'min_cursor', 0
    );
  end if;

  if cursor ->> 'epoch' = head.epoch::text and cursor ->> 'seq' ~ '^[0-9]{1,15}$' then
    known := (cursor ->> 'seq')::bigint;
  end if;
  if known is null or known not between head.min_cursor and head.seq then
    return private.sync_snapshot(head, head.seq, null, page);
  elsif cursor ? 'after' then
    return private.sync_snapshot(head, known, cursor -> 'after', page);
  end if;

  select
    coalesce(jsonb_agg(
      jsonb_build_object(
        'seq', op.seq, 'op_id', op.op_id, 'device_id', op.device_id, 'kind', op.kind,
        'key', op.key, 'deleted', op.deleted, 'fields', op.fields
      ) order by op.seq
    ), '[]'),
    coalesce(max(op.seq), known)
  into changes, last_seq
  from (
    select * from public.sync_ops
    where user_id = caller and seq > known
    order by seq
    limit page
  ) as op;

  return jsonb_build_object(
    'mode', 'log',
    'changes', changes,
    'next', jsonb_build_object('epoch', head.epoch, 'seq', last_seq),
    'more', last_seq < head.seq,
    'epoch', head.epoch,
    'min_cursor', head.min_cursor
  );
end;
$$;
comment on function public.sync_pull(jsonb, integer) is
  'What is new since a cursor: {mode: log | snapshot, changes: [{seq, kind, key, deleted, fields, '
  'op_id?, device_id?}], next, more, epoch, min_cursor}. Pass next as the cursor of the next call; '
  'null, another epoch, or a number below min_cursor starts a snapshot. A snapshot replaces all that '
  'the device knew: its first page is the answer to a cursor without "after".';
grant execute on function public.sync_pull(jsonb, integer) to authenticated;

create function private.sync_prune(older_than interval default '90 days', max_users integer default 1000)
returns integer
language plpgsql
security invoker
set search_path = ''
as $$
declare
  cutoff timestamptz := now() - older_than;
  account uuid;
  cut bigint;
  target text;
  pruned integer := 0;
begin
  for account in
    select distinct old.user_id
    from (
      select user_id from public.sync_ops where created_at < cutoff
      order by created_at limit max_users
    ) as old
  loop
    perform from public.sync_head where user_id = account for update;
    select max(seq) into cut from public.sync_ops where user_id = account and created_at < cutoff;
    -- The log forgets these operations; their late repeats are known by their numbers.
    update public.devices
    set pruned_n = greatest(pruned_n, forgotten.n)
    from (
      select device_id, max(n) as n from public.sync_ops
      where user_id = account and seq <= cut group by device_id
    ) as forgotten
    where devices.user_id = account and devices.id = forgotten.device_id;
    delete from public.sync_ops where user_id = account and seq <= cut;
    foreach target in array array['assets', 'jobs', 'recipes', 'settings'] loop
      execute format(
        'delete from public.%I where user_id = $1 and deleted_at is not null and seq <= $2', target
      ) using account, cut;
    end loop;
    update public.sync_head set min_cursor = cut where user_id = account;
    pruned := pruned + 1;
  end loop;
  return pruned;
end;
$$;
comment on function private.sync_prune(interval, integer) is
  'Forgets the log and the tombstones that are older; returns for how many users. Call again until 0.';

create function private.sync_start_epoch()
returns void
language sql
security invoker
set search_path = ''
as $$ update public.sync_head set epoch = gen_random_uuid(); $$;
comment on function private.sync_start_epoch() is
  'To be run once after a restore from a backup: every device takes a snapshot.';
