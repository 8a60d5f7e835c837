import { createCallers } from '../_shared/caller.ts';
import { connect } from '../_shared/database.ts';
import { readProject } from '../_shared/project.ts';
import { createRateLimit } from '../_shared/rate-limit.ts';
import { createDeletions } from './deletion.ts';
import { exportAccount } from './export-account.ts';
import { createHandler } from './handler.ts';

const project = readProject(Deno.env);
const sql = connect(project.databaseUrl);
const now = () => new Date();

Deno.serve(
  createHandler({
    callers: createCallers({ project, sql, now }),
    deletions: createDeletions(sql),
    exportAccount: (userId) => exportAccount(sql, userId, now()),
    takeFrom: createRateLimit(sql),
    serviceRoleKey: project.serviceRoleKey,
    report: (error) => console.error('account', error),
  }).fetch,
);
