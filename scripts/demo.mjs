import { build } from './lib/build.mjs';
import { prepare } from './lib/prepare.mjs';
import { runDemo } from './lib/run-demo.mjs';
import { script } from './lib/step.mjs';

await script(async (args) => {
  await prepare();
  await build();
  return runDemo(args);
});
