import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { BrowserWindow, dialog } from 'electron';
import { fail } from '../contract/app-error.ts';
import type { Engine } from '../engine.ts';
import { usageCsv } from '../jobs/usage-csv.ts';
import type { Handlers } from './handle.ts';

type UsageChannel = Extract<keyof Handlers, `usage.${string}`>;

export function usageHandlers({
  budget,
  scope,
  usage,
}: Pick<Engine, 'budget' | 'scope' | 'usage'>): Pick<Handlers, UsageChannel> {
  return {
    'usage.budget': () => budget(),
    'usage.report': (span) => usage.report(scope(), span),
    'usage.export': async (span, event) => {
      const window = BrowserWindow.fromWebContents(event.sender);
      if (window === null) throw fail('internal', { cause: 'no window' });
      const { filePath } = await dialog.showSaveDialog(window, {
        defaultPath: `usage-${span.from}-${span.to}.csv`,
        filters: [{ name: 'CSV', extensions: ['csv'] }],
      });
      if (filePath === undefined || filePath === '') return null;
      try {
        await writeFile(filePath, usageCsv(usage.lines(scope(), span)));
      } catch (cause) {
        throw fail('storage-failed', { cause });
      }
      return path.basename(filePath);
    },
  };
}
