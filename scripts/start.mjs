import { build } from './lib/build.mjs';
import { hasDisplay } from './lib/display.mjs';
import { electronArguments } from './lib/electron-runtime.mjs';
import { root } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { runDemo } from './lib/run-demo.mjs';
import { withSimulators } from './lib/simulators.mjs';
import { say, script } from './lib/step.mjs';

await script(async (args) => {
  const runtime = await prepare();
  await build();
  if (!hasDisplay()) {
    say('  No display here: the demo opens the window on a virtual one, then ends.');
    return runDemo(args);
  }
  return withSimulators(async (simulators) => {
    say('  Opening the window. Close it, or press Ctrl-C here, to end.');
    const { code } = await run(runtime.executable, [...electronArguments(), root, ...args], {
      env: simulators,
      show: true,
    });
    return code;
  });
});
