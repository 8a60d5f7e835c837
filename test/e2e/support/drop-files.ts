import type { Page } from 'playwright-core';

/** Drops files or folders, named by absolute paths, into the middle of the window as the system would. */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
    }
  } finally {
    await session.detach();
  }
}
