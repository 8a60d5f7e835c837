import { builtinModules } from 'node:module';
import react from '@vitejs/plugin-react';
import { type UserConfig, defineConfig } from 'vite';

/**
 * One build a process, chosen by `--mode`. Everything is bundled but what must stay on disk:
 * Electron itself, Node's own modules, native modules, and the packages that carry models.
 */
const nodeModules = [...builtinModules, /^node:/];

const nativeModules = ['@photostructure/sqlite', 'sharp'];

/** Loaded by the image workers from node_modules: native, wasm, or weights beside the code. */
const workerModules = [
  /^sharp(\/|$)/,
  /^@tensorflow\//,
  /^tesseract\.js/,
  /^@tesseract\.js-data\//,
  /^nsfwjs(\/|$)/,
  /^heic-decode(\/|$)/,
  /^libheif-js(\/|$)/,
  /^@upscalerjs\//,
  /^@vladmandic\//,
];

interface NodeBundle {
  readonly entry: string;
  readonly file: string;
  readonly folder: string;
  readonly format: 'cjs' | 'es';
  readonly target: 'node18' | 'node24';
  readonly external: readonly (string | RegExp)[];
}

function nodeBundle({ entry, file, folder, format, target, external }: NodeBundle): UserConfig {
  return {
    publicDir: false,
    ssr: { noExternal: true, external: external.filter((name) => typeof name === 'string') },
    build: {
      ssr: entry,
      outDir: `out/${folder}`,
      emptyOutDir: false,
      target,
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
      rolldownOptions: {
        external: [...nodeModules, ...external],
        output: { format, entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

const renderer: UserConfig = {
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome114',
    sourcemap: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
};

function configOf(mode: string): UserConfig {
  switch (mode) {
    case 'main':
      return nodeBundle({
        entry: 'electron/main.ts',
        file: 'main.cjs',
        folder: 'main',
        format: 'cjs',
        target: 'node18',
        external: ['electron', ...nativeModules],
      });
    case 'preload':
      return nodeBundle({
        entry: 'electron/preload.ts',
        file: 'preload.cjs',
        folder: 'main',
        format: 'cjs',
        target: 'node18',
        external: ['electron'],
      });
    case 'worker':
      return nodeBundle({
        entry: 'electron/images/worker/main.ts',
        file: 'worker.mjs',
        folder: 'worker',
        format: 'es',
        target: 'node24',
        external: workerModules,
      });
    case 'cli':
      return nodeBundle({
        entry: 'electron/cli.ts',
        file: 'emulsion.mjs',
        folder: 'cli',
        format: 'es',
        target: 'node24',
        external: nativeModules,
      });
    case 'renderer':
      return renderer;
    default:
      throw new Error(`Unknown mode ${mode}: use main, preload, worker, cli or renderer.`);
  }
}

export default defineConfig(({ mode }) => configOf(mode));
