// Copied into the fallback runtime as its own app: it opens the app folder named on the command
// line, as the official binary does, and supplies the globals that its Node 18 lacks.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

globalThis.File ??= require('node:buffer').File;
globalThis.crypto ??= require('node:crypto').webcrypto;
globalThis.CustomEvent ??= class CustomEvent extends Event {
  constructor(type, options = {}) {
    super(type, options);
    this.detail = options.detail ?? null;
  }
};
AbortSignal.any ??= (signals) => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    const abort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true, signal: controller.signal });
  }
  return controller.signal;
};

const folder = path.resolve(
  process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.',
);
const { main, name, productName, version } = JSON.parse(
  readFileSync(path.join(folder, 'package.json'), 'utf8'),
);

process.defaultApp = true;
app.setName(productName ?? name);
app.setVersion(version ?? '0.0.0');
app.setAppPath(folder);
if (!app.commandLine.hasSwitch('user-data-dir')) {
  app.setPath('userData', path.join(app.getPath('appData'), productName ?? name));
}
require(path.resolve(folder, main));
