/** The oldest Electron that must run the app: the one that development machines can always get. */
export const oldestElectron = 25;

interface ElectronApi {
  /** `app.whenReady`, `BrowserWindow`, or `app:open-url` for an event. */
  readonly api: string;
  /** A major version known to have it; the types of the newest one are compiled against. */
  readonly since: number;
  /** Newer than the oldest runtime: used only where it is found at run time. */
  readonly guarded?: true;
}

/** Every part of Electron that the sources import. The tests keep the list complete and true. */
export const electronApis: readonly ElectronApi[] = [
  { api: 'app', since: 1 },
  { api: 'app.commandLine', since: 1 },
  { api: 'app.enableSandbox', since: 4 },
  { api: 'app.exit', since: 1 },
  { api: 'app.getFileIcon', since: 1 },
  { api: 'app.getLocale', since: 1 },
  { api: 'app.getPath', since: 1 },
  { api: 'app.getVersion', since: 1 },
  { api: 'app.isPackaged', since: 1 },
  { api: 'app.on', since: 1 },
  { api: 'app.quit', since: 1 },
  { api: 'app.requestSingleInstanceLock', since: 3 },
  { api: 'app.setAsDefaultProtocolClient', since: 1 },
  { api: 'app.whenReady', since: 1 },
  { api: 'app:open-url', since: 1 },
  { api: 'app:second-instance', since: 3 },
  { api: 'app:web-contents-created', since: 1 },
  { api: 'app:will-quit', since: 1 },
  { api: 'app:window-all-closed', since: 1 },
  { api: 'BrowserWindow', since: 1 },
  { api: 'BrowserWindow.fromWebContents', since: 1 },
  { api: 'clipboard', since: 1 },
  { api: 'clipboard.read', since: 45, guarded: true },
  { api: 'clipboard.write', since: 45, guarded: true },
  { api: 'ClipboardItem', since: 45, guarded: true },
  { api: 'contextBridge', since: 6 },
  { api: 'contextBridge.exposeInMainWorld', since: 6 },
  { api: 'dialog', since: 1 },
  { api: 'dialog.showErrorBox', since: 1 },
  { api: 'dialog.showMessageBox', since: 6 },
  { api: 'dialog.showOpenDialog', since: 6 },
  { api: 'dialog.showSaveDialog', since: 6 },
  { api: 'ipcMain', since: 1 },
  { api: 'ipcMain.handle', since: 7 },
  { api: 'ipcRenderer', since: 1 },
  { api: 'ipcRenderer.invoke', since: 7 },
  { api: 'ipcRenderer.off', since: 1 },
  { api: 'ipcRenderer.on', since: 1 },
  { api: 'Menu', since: 1 },
  { api: 'Menu.buildFromTemplate', since: 1 },
  { api: 'Menu.setApplicationMenu', since: 1 },
  { api: 'nativeImage', since: 1 },
  { api: 'nativeImage.createFromPath', since: 1 },
  { api: 'nativeTheme', since: 7 },
  { api: 'nativeTheme.shouldUseDarkColors', since: 7 },
  { api: 'nativeTheme.themeSource', since: 7 },
  { api: 'net', since: 2 },
  { api: 'net.isOnline', since: 13 },
  { api: 'protocol', since: 1 },
  { api: 'protocol.handle', since: 25 },
  { api: 'protocol.registerSchemesAsPrivileged', since: 5 },
  { api: 'safeStorage', since: 15 },
  { api: 'screen', since: 1 },
  { api: 'screen.getAllDisplays', since: 1 },
  { api: 'screen.getPrimaryDisplay', since: 1 },
  { api: 'session', since: 1 },
  { api: 'session.defaultSession', since: 1 },
  { api: 'shell', since: 1 },
  { api: 'shell.openExternal', since: 1 },
  { api: 'shell.showItemInFolder', since: 1 },
  { api: 'webUtils', since: 29, guarded: true },
];
