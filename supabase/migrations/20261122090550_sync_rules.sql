-- What an operation may be:
--   {op_id, n, kind, key, deleted?, fields?, base_seq?}
-- base_seq: the number of the last change of the row that the device knew; 0 where it made the row
-- itself and has not heard its number yet; null or absent where it makes the row now.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create function private.sync_op_problem(op jsonb)
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
    when jsonb_typeof(coalesce(op -> 'deleted', 'false')) <> 'boolean' then 'invalid'
    when jsonb_typeof(coalesce(op -> 'fields', '{}')) <> 'object' then 'invalid'
    when coalesce(op ->> 'kind', '') not in ('asset', 'job', 'recipe', 'setting', 'usage')
      then 'unknown_kind'
    when octet_length(op::text) > 65536 then 'too_large'
  end;
$$;
comment on function private.sync_op_problem(jsonb) is 'Why an operation can''t be taken; null: it can.';

-- queued, paused, waiting → preparing → running → saving → unknown → done, failed, cancelled.
-- What goes back to the queue begins a new run.
create function private.job_state_moves_on(before jsonb, after jsonb)
returns boolean
language sql
immutable
security invoker
set search_path = ''
as $$
  with stages (list) as (
    values (array[
      'queued paused waiting', 'preparing', 'running', 'saving', 'unknown', 'done failed cancelled'
    ])
  ),
  states as (
    select
      coalesce((state ->> 'run')::bigint, 0) as run,
      (
        select place from stages, unnest(list) with ordinality as stage (names, place)
        where coalesce(state ->> 'status', 'queued') = any (string_to_array(names, ' '))
      ) as place,
      which
    from (values ('before', before), ('after', before || after)) as given (which, state)
  )
  select
    later.run > earlier.run
    or (later.run = earlier.run and later.place >= earlier.place and earlier.place < 6)
  from states as earlier, states as later
  where earlier.which = 'before' and later.which = 'after';
$$;
comment on function private.job_state_moves_on(jsonb, jsonb) is
  'Whether the fields of a job may change so. Within a run its state never moves back, and an end is '
  'final.';
