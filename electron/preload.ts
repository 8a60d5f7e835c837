import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from './contract/bridge.ts';
import type { AppEvent } from './contract/events.ts';
import { choosePathsChannel, eventChannel, ingestPathsChannel } from './ipc/private-channels.ts';

/** Older runtimes put the path on the File itself. */
interface FileWithPath extends File {
  readonly path?: string;
}

function pathOf(file: FileWithPath): string {
  // Absent before Electron 32, whatever the types of the current one say.
  const utilities = webUtils as typeof webUtils | undefined;
  return utilities === undefined ? (file.path ?? '') : utilities.getPathForFile(file);
}

const bridge: Bridge = {
  invoke: (channel, input) => ipcRenderer.invoke(channel, input),
  ingestFiles: (files) =>
    ipcRenderer.invoke(
      ingestPathsChannel,
      Array.from(files, pathOf).filter((path) => path !== ''),
    ),
  chooseFiles: (files) =>
    ipcRenderer.invoke(
      choosePathsChannel,
      Array.from(files, pathOf).filter((path) => path !== ''),
    ),
  onEvent: (listener) => {
    const forward = (_event: unknown, appEvent: AppEvent): void => listener(appEvent);
    ipcRenderer.on(eventChannel, forward);
    return () => ipcRenderer.off(eventChannel, forward);
  },
};

contextBridge.exposeInMainWorld('emulsion', bridge);
