import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { brand } from '../contract/brand.ts';
import type { WindowCommand } from '../contract/events.ts';

interface MenuTexts {
  readonly [label: string]: string;
}

/** Menu labels by language; the window's own texts live with the window. */
const texts: Readonly<Record<'en' | 'de', MenuTexts>> = {
  en: {
    file: 'File',
    openFiles: 'Open Images…',
    openFolder: 'Open Folder…',
    saveAs: 'Save As…',
    run: 'Run',
    cancel: 'Cancel Running',
    image: 'Image',
    compare: 'Compare Before and After',
    view: 'View',
    studio: 'Studio',
    library: 'Library',
    queue: 'Queue',
    usage: 'Usage',
    settings: 'Settings…',
    palette: 'Command Palette…',
    shortcuts: 'Keyboard Shortcuts',
    tour: 'Take the Tour',
    samples: 'Add Sample Images',
    help: 'Help',
  },
  de: {
    file: 'Datei',
    openFiles: 'Bilder öffnen …',
    openFolder: 'Ordner öffnen …',
    saveAs: 'Speichern unter …',
    run: 'Ausführen',
    cancel: 'Laufendes abbrechen',
    image: 'Bild',
    compare: 'Vorher und nachher vergleichen',
    view: 'Darstellung',
    studio: 'Studio',
    library: 'Bibliothek',
    queue: 'Warteschlange',
    usage: 'Verbrauch',
    settings: 'Einstellungen …',
    palette: 'Befehlspalette …',
    shortcuts: 'Tastenkürzel',
    tour: 'Rundgang',
    samples: 'Beispielbilder hinzufügen',
    help: 'Hilfe',
  },
};

export interface MenuOptions {
  readonly language: 'en' | 'de';
  readonly isMac: boolean;
  readonly developer: boolean;
  command(command: WindowCommand): void;
}

/** The application menu; each item is a command of the palette. */
export function setApplicationMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const text = texts[options.language];
  const item = (
    label: string,
    command: WindowCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label: text[label] ?? label,
    click: () => options.command(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const settings = item('settings', 'show-settings', 'CmdOrCtrl+,');
  return [
    ...(options.isMac
      ? [
          {
            label: brand.name,
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              settings,
              { type: 'separator' },
              { role: 'hide' },
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: text['file'] ?? '',
      submenu: [
        item('openFiles', 'open-files', 'CmdOrCtrl+O'),
        item('openFolder', 'open-folder', 'CmdOrCtrl+Shift+O'),
        { type: 'separator' },
        item('saveAs', 'save-as', 'CmdOrCtrl+S'),
        { type: 'separator' },
        ...(options.isMac ? [] : [settings]),
        { role: options.isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: text['image'] ?? '',
      submenu: [
        item('run', 'run', 'CmdOrCtrl+Enter'),
        item('cancel', 'cancel'),
        { type: 'separator' },
        item('compare', 'toggle-compare'),
      ],
    },
    {
      label: text['view'] ?? '',
      submenu: [
        item('studio', 'show-studio', 'CmdOrCtrl+1'),
        item('library', 'show-library', 'CmdOrCtrl+2'),
        item('queue', 'show-queue', 'CmdOrCtrl+3'),
        item('usage', 'show-usage', 'CmdOrCtrl+7'),
        { type: 'separator' },
        item('palette', 'show-palette', 'CmdOrCtrl+K'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(options.developer ? [{ role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: text['help'] ?? '',
      submenu: [
        item('tour', 'start-tour'),
        item('shortcuts', 'show-shortcuts'),
        { type: 'separator' },
        item('samples', 'add-samples'),
      ],
    },
  ];
}
