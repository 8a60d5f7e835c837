import { BrowserWindow } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import { fail } from '../contract/app-error.ts';

/** The window that asks: a dialog belongs to it. */
export function windowOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (window === null) throw fail('not-allowed');
  return window;
}
