import { hostname } from 'node:os';
import type { App } from 'electron';
import type { ThisDevice } from '../cloud/session/devices.ts';

/** What this installation calls itself towards an account, until it is renamed there. */
export function thisDevice(app: App): ThisDevice {
  return {
    name: hostname().slice(0, 100),
    platform: process.platform,
    appVersion: app.getVersion(),
  };
}
