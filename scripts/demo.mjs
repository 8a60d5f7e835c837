import { build } from './lib/build.mjs';
import { withAppCloud } from './lib/cloud.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { prepareElectron } from './lib/prepare.mjs';
import { runDemo } from './lib/run-demo.mjs';
import { script } from './lib/step.mjs';

await script(async (args) => {
  await ensureDependencies();
  return withAppCloud(async (cloud) => {
    await prepareElectron();
    await build();
    return runDemo(args, cloud);
  });
});
