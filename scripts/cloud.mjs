import { entry, withCloud } from './lib/cloud.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runNode } from './lib/run.mjs';
import { say, script } from './lib/step.mjs';

const usage = `npm run cloud -- [--json] [--data DIR]
npm run cloud -- --make-admin ADDRESS [--data DIR]

The embedded cloud alone, until Ctrl-C. Prints its addresses and keys, with --json as JSON.
The first start makes an admin for development and says its password once; a forgotten one is reset
in the app: the mail is among the caught ones.
  --data DIR             where it keeps its database and keys (.emulsion/cloud)
  --make-admin ADDRESS   makes somebody who signed up an admin, in the cloud that runs`;

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
  if (args.includes('--make-admin')) {
    return (await runNode([entry, ...args], { show: true })).code;
  }
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
