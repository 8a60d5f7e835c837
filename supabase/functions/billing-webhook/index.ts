import { selectProvider } from '../_shared/billing/select-provider.ts';
import { connect } from '../_shared/database.ts';
import { readProject } from '../_shared/project.ts';
import { installSendOnce } from '../_shared/send-once.ts';
import { createHandler } from './handler.ts';

installSendOnce();

const project = readProject(Deno.env);

Deno.serve(
  createHandler({
    sql: connect(project.databaseUrl),
    provider: selectProvider((name) => Deno.env.get(name)),
    report: (error) => console.error('billing-webhook', error),
  }).fetch,
);
