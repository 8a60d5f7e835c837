import { build } from './lib/build.mjs';
import { check } from './lib/check.mjs';
import { withDisplay } from './lib/display.mjs';
import { prepare } from './lib/prepare.mjs';
import { runTests } from './lib/run-tests.mjs';
import { explain, say, script } from './lib/step.mjs';
import { ensureBrowser, ensureRedis } from './lib/system-libraries.mjs';

/** Everything, in the order of how fast it fails; a failure never hides what comes after it. */
await script(async () => {
  await prepare();
  await ensureBrowser();
  await ensureRedis();
  const checks = await check({ fix: false });
  const units = await runTests({ name: 'unit', config: 'vitest.config.ts' });
  const windows = await testWindows();
  const passed = checks.passed.length + units.passed + windows.passed;
  const failed = checks.failed.length + units.failed + windows.failed;
  for (const failure of [...units.failures, ...windows.failures]) say(`\n${failure}`);
  if (checks.failed.length > 0) say(`\nChecks that failed: ${checks.failed.join(', ')}.`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

/** A build that fails is one failure more, not the end of the report. */
async function testWindows() {
  try {
    await build();
  } catch (error) {
    explain(error);
    return { passed: 0, failed: 1, failures: ['the build of the app'] };
  }
  return withDisplay((display) =>
    runTests({ name: 'e2e', config: 'vitest.e2e.config.ts', env: display }),
  );
}
