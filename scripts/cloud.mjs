import { withCloud } from './lib/cloud.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { say, script } from './lib/step.mjs';

const usage = `npm run cloud -- [--json] [--data DIR]

The embedded cloud alone, until Ctrl-C. Prints its addresses and keys, with --json as JSON.
  --data DIR   where it keeps its database and keys (.emulsion/cloud)`;

/** @type {readonly (readonly [keyof import('./lib/cloud.mjs').CloudStatus, string])[]} */
const labels = [
  ['API_URL', 'API URL'],
  ['DB_URL', 'Database URL'],
  ['MAIL_URL', 'Caught mail'],
  ['JWKS_URL', 'JWKS URL'],
  ['ANON_KEY', 'anon key'],
  ['SERVICE_ROLE_KEY', 'service_role key'],
];

await script(async (args) => {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  await ensureDependencies();
  const json = args.includes('--json');
  return withCloud(
    args.filter((arg) => arg !== '--json'),
    async ({ status, ended }) => {
      const lines = labels.map(([name, label]) => `${label.padStart(16)}: ${status[name]}`);
      process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : `${lines.join('\n')}\n`);
      say('The embedded cloud is running. Press Ctrl-C to end it.');
      await ended;
      return 0;
    },
  );
});
