-- Looking after the service: what has to be done regularly, and what staff should hear of.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- squawk-ignore require-concurrent-index-creation
create index ai_requests_finished_at_idx on public.ai_requests (finished_at);

-- Opens, words anew or closes the alert of a rule, by whether its figure is beyond its threshold.
create function private.judge(
  rule text, figure double precision, threshold double precision, message text
)
returns boolean
language plpgsql
security invoker
set search_path = ''
as $$
#variable_conflict use_column
begin
  if judge.figure is null or judge.figure <= judge.threshold then
    update public.alerts set closed_at = now()
    where alerts.rule = judge.rule and labels = '{}' and closed_at is null;
    return false;
  end if;
  insert into public.alerts as kept (rule, severity, message)
  values (judge.rule, 'warning', judge.message)
  on conflict (rule, labels) where closed_at is null do update set message = excluded.message
  where kept.message <> excluded.message;
  return true;
end;
$$;
comment on function private.judge(text, double precision, double precision, text) is
  'True while the figure is beyond its threshold; then the rule has an open alert.';

create function public.watch(thresholds jsonb)
returns jsonb
language plpgsql
security invoker
set search_path = ''
as $$
declare
  asked bigint;
  error_rate double precision;
  slow double precision;
  spent double precision;
  waiting bigint;
  least_asked constant integer := 20;
begin
  select
    count(*),
    avg((status <> 'succeeded')::integer),
    percentile_cont(0.95) within group (
      order by extract(epoch from finished_at - created_at) * 1000
    )
  into asked, error_rate, slow
  from public.ai_requests
  where finished_at > now() - interval '1 hour' and not cached;
  -- Of a few requests a share says nothing.
  if asked < least_asked then
    error_rate := null;
    slow := null;
  end if;
  select coalesce(sum(cost_micro_usd), 0) into spent from public.ai_requests
  where finished_at > now() - interval '1 day';
  select count(*) into waiting from public.ai_requests
  where status = 'sending' and created_at < now() - interval '5 minutes';

  perform private.judge(
    'error-rate', error_rate, (thresholds ->> 'errorRate')::double precision,
    format('%s %% of the last hour''s %s requests failed.', round((error_rate * 100)::numeric), asked)
  );
  perform private.judge(
    'slow-answers', slow, (thresholds ->> 'slowMs')::double precision,
    format('1 in 20 answers took %s s or more.', round((slow / 1000)::numeric, 1))
  );
  perform private.judge(
    'daily-spend', spent, (thresholds ->> 'dailySpend')::double precision,
    format('Providers charged $%s within a day.', round((spent / 1e6)::numeric, 2))
  );
  perform private.judge(
    'waiting-jobs', waiting, (thresholds ->> 'waitingJobs')::double precision,
    format('%s jobs wait for an answer since more than five minutes.', waiting)
  );
  insert into public.metrics (name, value)
  select name, value from (values
    ('ai.requests', asked::double precision), ('ai.error_rate', error_rate), ('ai.p95_ms', slow),
    ('ai.spent_micro_usd', spent), ('ai.waiting', waiting::double precision)
  ) as measured (name, value)
  where value is not null;
  return jsonb_build_object(
    'requests', asked, 'error_rate', error_rate, 'p95_ms', slow, 'spent_micro_usd', spent,
    'waiting', waiting,
    'open', (select coalesce(jsonb_agg(rule order by rule), '[]') from public.alerts
      where closed_at is null)
  );
end;
$$;
comment on function public.watch(jsonb) is
  'Measures the gateway, keeps the figures, and opens and closes alerts by the configuration''s '
  'thresholds {errorRate, slowMs, dailySpend, waitingJobs}. For the scheduled job.';
