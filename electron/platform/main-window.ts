import { BrowserWindow, nativeTheme, screen } from 'electron';
import { brand } from '../contract/brand.ts';
import type { AppEvent } from '../contract/events.ts';
import { eventChannel } from '../ipc/private-channels.ts';
import { appOrigin } from './addresses.ts';
import type { AppFiles } from './app-files.ts';
import { placeWindow, smallestWindow } from './window-state.ts';

export interface MainWindow {
  send(event: AppEvent): void;
  focus(): void;
  /** In the taskbar or the dock, 0 to 1; null: none. */
  setProgress(fraction: number | null): void;
  isFocused(): boolean;
  /** On the screen, so that its providers' health is worth asking for. */
  isInUse(): boolean;
}

/** The one window: sandboxed, isolated, where it was left, shown once it has something to show. */
export function openMainWindow(
  state: AppFiles['window'],
  preload: string,
  startsMinimised: boolean,
): MainWindow {
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()];
  const place = placeWindow(
    state.read(),
    screens.map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    x: place.x,
    y: place.y,
    width: place.width,
    height: place.height,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: brand.name,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#17171a' : '#fafafa',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (place.maximized) window.maximize();
  window.once('ready-to-show', () => (startsMinimised ? window.minimize() : window.show()));
  window.on('close', () => {
    state.write({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(`${appOrigin}/index.html`);
  return {
    send: (event) => {
      if (!window.isDestroyed()) window.webContents.send(eventChannel, event);
    },
    focus: () => {
      if (window.isMinimized()) window.restore();
      window.focus();
    },
    setProgress: (fraction) => {
      if (!window.isDestroyed()) window.setProgressBar(fraction ?? -1);
    },
    isFocused: () => !window.isDestroyed() && window.isFocused(),
    isInUse: () => !window.isDestroyed() && window.isVisible() && !window.isMinimized(),
  };
}
