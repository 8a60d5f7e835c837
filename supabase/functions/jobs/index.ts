import { createConfiguration } from '../_shared/configuration.ts';
import { connect } from '../_shared/database.ts';
import { createObjectStorage } from '../_shared/object-storage.ts';
import { readProject } from '../_shared/project.ts';
import { createHandler } from './handler.ts';

const project = readProject(Deno.env);
const sql = connect(project.databaseUrl);

Deno.serve(
  createHandler({
    sql,
    storage: createObjectStorage({ project, fetch }),
    serviceRoleKey: project.serviceRoleKey,
    configuration: createConfiguration(sql, Date.now),
    alertUrl: Deno.env.get('ALERT_WEBHOOK_URL'),
    fetch,
    report: (error) => console.error('jobs', error),
  }).fetch,
);
