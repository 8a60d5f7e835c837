import { build } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { script } from './lib/step.mjs';

await script(async () => {
  await ensureDependencies();
  await build();
  return 0;
});
