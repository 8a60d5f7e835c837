import { build } from './lib/build.mjs';
import { withAppCloud } from './lib/cloud.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { hasDisplay } from './lib/display.mjs';
import { electronArguments } from './lib/electron-runtime.mjs';
import { root } from './lib/paths.mjs';
import { prepareElectron } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { runDemo } from './lib/run-demo.mjs';
import { withSimulators } from './lib/simulators.mjs';
import { say, script } from './lib/step.mjs';

await script(async (args) => {
  await ensureDependencies();
  if (!hasDisplay()) {
    return withAppCloud(async (cloud) => {
      await prepareElectron();
      await build();
      say('  No display here: the demo opens the window on a virtual one, then ends.');
      return runDemo(args, cloud);
    });
  }
  return withSimulators((simulators, business) =>
    withAppCloud(async (cloud) => {
      const runtime = await prepareElectron();
      await build();
      const env = { ...simulators, ...(await cloud) };
      say('  Opening the window. Close it, or press Ctrl-C here, to end.');
      const { code } = await run(runtime.executable, [...electronArguments(), root, ...args], {
        env,
        show: true,
        kept: true,
      });
      return code;
    }, business),
  );
});
