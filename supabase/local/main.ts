/**
 * The embedded cloud as a process: prints its status as one line of JSON when it is ready, and ends
 * in order when its standard input does, or on SIGINT and SIGTERM.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CloudError } from './cloud-error.ts';
import { startCloud } from './cloud.ts';

const supabaseFolder = path.resolve(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: path.resolve(supabaseFolder, '..', '.emulsion', 'cloud') },
    supabase: { type: 'string', default: supabaseFolder },
    'free-ports': { type: 'boolean', default: false },
    'throw-away': { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const ending = new Promise<void>((resolve) => {
  process.stdin.on('end', resolve).on('error', resolve).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => resolve());
});

try {
  const cloud = await startCloud({
    supabaseFolder: path.resolve(values.supabase),
    dataFolder: path.resolve(values.data),
    ports: values['free-ports'] ? 'free' : 'configured',
    durable: !values['throw-away'],
    say,
    now: () => new Date(),
  });
  process.stdout.write(`${JSON.stringify(cloud.status)}\n`);
  await ending;
  await cloud.stop();
  process.exit(0);
} catch (error) {
  if (error instanceof CloudError) say(`${error.message}\n→ ${error.whatToDo}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
