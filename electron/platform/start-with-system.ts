import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { App } from 'electron';
import { brand } from '../contract/brand.ts';

/** Started by the system, the window stays out of the way. */
export const minimisedSwitch = 'minimised';

/**
 * Tells the system whether to start the app with it. Linux has no call for it, only a file in a folder
 * that all desktops read. Rejects where that can't be written.
 */
export async function startWithSystem(
  app: Pick<App, 'getPath' | 'setLoginItemSettings'>,
  on: boolean,
): Promise<void> {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on, args: [`--${minimisedSwitch}`] });
    return;
  }
  const folder = path.join(app.getPath('appData'), 'autostart');
  const file = path.join(folder, `${brand.scheme}.desktop`);
  if (!on) return await rm(file, { force: true });
  await mkdir(folder, { recursive: true });
  // An AppImage runs from a mount that is gone with it: its own path is the lasting one.
  await writeFile(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath));
}

/** A desktop entry; quoted as the Desktop Entry Specification says ("The Exec key"). */
export function autostartEntry(executable: string): string {
  const quoted = executable.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${brand.name}`,
    `Exec="${quoted.replaceAll('\\', '\\\\')}" --${minimisedSwitch}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
