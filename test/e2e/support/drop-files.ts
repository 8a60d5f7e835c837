import type { Page } from 'playwright-core';

/** Drops files or folders, named by absolute paths, as the system would: into the middle of the window. */
export async function dropFiles(
  page: Page,
  files: readonly string[],
  { x, y } = { x: 500, y: 400 },
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
  } finally {
    await session.detach();
  }
}
