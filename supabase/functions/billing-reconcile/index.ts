import { selectProvider } from '../_shared/billing/select-provider.ts';
import { connect } from '../_shared/database.ts';
import { readProject } from '../_shared/project.ts';
import { installSendOnce } from '../_shared/send-once.ts';
import { createHandler } from './handler.ts';

installSendOnce();

const project = readProject(Deno.env);
const sql = connect(project.databaseUrl);

Deno.serve(
  createHandler({
    sql,
    provider: selectProvider((name) => Deno.env.get(name), sql),
    serviceRoleKey: project.serviceRoleKey,
    report: (error) => console.error('billing-reconcile', error),
  }).fetch,
);
