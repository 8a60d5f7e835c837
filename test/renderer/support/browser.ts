/** The current Chromium: newer than the Electron of development, and what a release is drawn by. */
export const browserPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export const browserFlags: readonly string[] = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
