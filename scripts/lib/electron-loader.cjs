// Copied into the fallback runtime as its own app: it opens the app folder named on the command
// line, as the official binary does.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

require('./globals.cjs');

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
