import { check } from './lib/check.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { say, script } from './lib/step.mjs';

await script(async (args) => {
  await ensureDependencies();
  const { failed } = await check({ fix: args.includes('--fix') });
  if (failed.length > 0) say(`\nFailed: ${failed.join(', ')}.`);
  return failed.length > 0 ? 1 : 0;
});
