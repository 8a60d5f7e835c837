import { createCallers } from '../_shared/caller.ts';
import { connect } from '../_shared/database.ts';
import { readProject } from '../_shared/project.ts';
import { createRateLimit } from '../_shared/rate-limit.ts';
import { createAccounts } from './accounts.ts';
import { createHandler } from './handler.ts';
import { createKeys } from './keys.ts';
import { readProviders } from './providers.ts';
import { createVerifyToken } from './verify-token.ts';

const project = readProject(Deno.env);
const sql = connect(project.databaseUrl);
const now = () => new Date();

Deno.serve(
  createHandler({
    providers: readProviders(Deno.env.get('IDENTITY_PROVIDERS')),
    verifyToken: createVerifyToken({ keysOf: createKeys({ fetch, now }), now }),
    accounts: createAccounts({ sql, project, fetch }),
    callers: createCallers({ project, sql, now }),
    takeFrom: createRateLimit(sql),
    report: (error) => console.error('identity', error),
  }).fetch,
);
