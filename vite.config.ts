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
  /^@contentauth\//,
];

interface NodeBundle {
  /** The name of each file in the folder, and the module it starts from. */
  readonly entries: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly format: 'cjs' | 'es';
  readonly target: 'node18' | 'node24';
  readonly external: readonly (string | RegExp)[];
}

function nodeBundle({ entries, folder, format, target, external }: NodeBundle): UserConfig {
  const extension = format === 'cjs' ? 'cjs' : 'mjs';
  return {
    publicDir: false,
    ssr: { noExternal: true, external: external.filter((name) => typeof name === 'string') },
    build: {
      ssr: true,
      outDir: `out/${folder}`,
      // Main and preload share a folder; a part of yesterday's worker must not stay.
      emptyOutDir: folder !== 'main',
      target,
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { ...entries },
        external: [...nodeModules, ...external],
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `part-[name].${extension}`,
          // In parts only where entries share code: there, what is imported late also loads late.
          codeSplitting: Object.keys(entries).length > 1,
        },
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
        entries: { main: 'electron/main.ts' },
        folder: 'main',
        format: 'cjs',
        target: 'node18',
        external: ['electron', ...nativeModules],
      });
    case 'preload':
      return nodeBundle({
        entries: { preload: 'electron/preload.ts' },
        folder: 'main',
        format: 'cjs',
        target: 'node18',
        external: ['electron'],
      });
    case 'reader':
      return nodeBundle({
        entries: { 'library-reader': 'electron/library/reader-thread.ts' },
        folder: 'main',
        format: 'cjs',
        target: 'node18',
        external: nativeModules,
      });
    case 'worker':
      return nodeBundle({
        entries: {
          worker: 'electron/images/worker/main.ts',
          'upscale-thread': 'electron/images/worker/models/upscale-thread.ts',
          'render-thread': 'electron/images/worker/edit/render-thread.ts',
        },
        folder: 'worker',
        format: 'es',
        target: 'node24',
        external: workerModules,
      });
    case 'cli':
      return nodeBundle({
        entries: { emulsion: 'electron/cli.ts' },
        folder: 'cli',
        format: 'es',
        target: 'node24',
        external: nativeModules,
      });
    case 'renderer':
      return renderer;
    default:
      throw new Error(`Unknown mode ${mode}: use main, preload, reader, worker, cli or renderer.`);
  }
}

export default defineConfig(({ mode }) => configOf(mode));
