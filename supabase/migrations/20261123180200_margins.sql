-- What the gateway earned and what it bore.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

create view public.ai_margins
with (security_invoker = true)
as
select
  (requests.created_at at time zone 'utc')::date as day,
  requests.model,
  requests.operation,
  count(*) as requests,
  count(*) filter (where requests.cached) as cached,
  count(*) filter (where requests.status in ('failed', 'unknown')) as failed,
  coalesce(sum(requests.credits), 0)::bigint as credits,
  coalesce(sum(requests.credits), 0)::bigint * 10000 as worth_micro_usd,
  coalesce(sum(requests.cost_micro_usd), 0)::bigint as cost_micro_usd,
  coalesce(sum(requests.credits), 0)::bigint * 10000
    - coalesce(sum(requests.cost_micro_usd), 0)::bigint as margin_micro_usd,
  coalesce(sum(requests.estimated_micro_usd) filter (
    where requests.status = 'unknown' and requests.cost_micro_usd is null
  ), 0)::bigint as unsure_micro_usd
from public.ai_requests as requests
where (select private.is_staff())
group by 1, 2, 3;
comment on view public.ai_margins is
  'Of each UTC day, model and operation: what accounts paid (a credit is 10,000 millionths of a '
  'dollar), what providers charged, and the margin between. unsure_micro_usd: the most that '
  'providers may have charged besides, for answers that were lost. Staff alone sees any.';
grant select on public.ai_margins to authenticated;
