import type { LaunchedApp } from '../launch.ts';

/** As the system opens it: by starting the app once more, with the address as an argument. */
export async function openDeepLink(
  { app }: Pick<LaunchedApp, 'app'>,
  address: string,
): Promise<void> {
  await app.evaluate((electron, link) => {
    electron.app.emit('second-instance', {}, ['emulsion', link], '');
  }, address);
}
