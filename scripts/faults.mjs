import { build } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { runFigures } from './lib/figures.mjs';
import { prepare } from './lib/prepare.mjs';
import { environment } from './lib/run.mjs';
import { script } from './lib/step.mjs';

await script(async (args) => {
  await prepare();
  await build();
  return withDisplay((display) =>
    runFigures(args, { folder: 'faults', suffix: '.faults.ts', env: environment(display) }),
  );
});
