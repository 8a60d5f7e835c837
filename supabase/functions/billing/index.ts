import { selectProvider } from '../_shared/billing/select-provider.ts';
import { createCallers } from '../_shared/caller.ts';
import { connect } from '../_shared/database.ts';
import { readProject } from '../_shared/project.ts';
import { createRateLimit } from '../_shared/rate-limit.ts';
import { installSendOnce } from '../_shared/send-once.ts';
import { createHandler } from './handler.ts';

installSendOnce();

const project = readProject(Deno.env);
const sql = connect(project.databaseUrl);

Deno.serve(
  createHandler({
    sql,
    provider: selectProvider((name) => Deno.env.get(name), sql),
    simulated: Deno.env.get('BILLING_SIMULATED') === 'true',
    callers: createCallers({ project, sql, now: () => new Date() }),
    takeFrom: createRateLimit(sql),
    returnUrl:
      Deno.env.get('BILLING_RETURN_URL') ?? `${project.supabaseUrl}/functions/v1/billing/thanks`,
    deepLink: Deno.env.get('BILLING_DEEP_LINK') ?? 'emulsion://billing/done',
    report: (error) => console.error('billing', error),
  }).fetch,
);
