import path from 'node:path';
import type { App } from 'electron';

/** Where the app's own files and the user's lie; all absolute. */
export interface AppPaths {
  readonly renderer: string;
  readonly preload: string;
  readonly worker: string;
  /** A thread of the main process: it may lie inside the archive. */
  readonly reader: string;
  /** The sample images of the first run. */
  readonly samples: string;
  /** A plain Node for the image workers: never Electron's own binary. */
  readonly node: string;
  /** The folder of all that follows. */
  readonly user: string;
  readonly data: string;
  readonly logs: string;
  readonly keys: string;
  readonly sessions: string;
}

export function appPaths(app: App): AppPaths {
  const root = app.getAppPath();
  // What a plain Node reads can't lie inside the archive.
  const unpacked = app.isPackaged ? `${root}.unpacked` : root;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const user = app.getPath('userData');
  return {
    renderer: path.join(root, 'out/renderer'),
    preload: path.join(root, 'out/main/preload.cjs'),
    reader: path.join(root, 'out/main/library-reader.cjs'),
    samples: path.join(root, 'samples'),
    worker: path.join(unpacked, 'out/worker/worker.mjs'),
    node: app.isPackaged
      ? path.join(process.resourcesPath, binary)
      : path.join(root, 'node_modules/node/bin', binary),
    user,
    data: path.join(user, 'library'),
    logs: path.join(user, 'logs'),
    keys: path.join(user, 'keys.json'),
    sessions: path.join(user, 'sessions.json'),
  };
}
