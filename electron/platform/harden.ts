import { app, session, shell } from 'electron';
import type { Log } from '../monitor/log.ts';
import { fail } from '../contract/app-error.ts';
import { appOrigin, isAllowedExternal, isAllowedSignInPage } from './addresses.ts';

/** Sent with every page: scripts and styles of our own, pictures that a worker made, nothing else. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' media:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Opens https and mailto addresses in the system's programs; anything else is refused and logged. */
export async function openExternal(address: string, log: Log): Promise<void> {
  if (isAllowedExternal(address)) await shell.openExternal(address);
  else log.warn('refused-external', { scheme: address.split(':', 1)[0] ?? '' });
}

/** Shows a sign-in page in the system's browser: no other company's password is typed in our window. */
export async function openSignInPage(address: string): Promise<void> {
  if (!isAllowedSignInPage(address)) throw fail('not-allowed', { cause: 'not a sign-in page' });
  await shell.openExternal(address);
}

/** Holds for every web contents that ever exists, whoever makes it. Call before the first window. */
export function hardenWebContents(log: Log): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event, address) => {
      // A checkout has a session of its own, and its window's own rules.
      if (isAppPage(address) || contents.session !== session.defaultSession) return;
      event.preventDefault();
      log.warn('refused-navigation', { address: address.slice(0, 200) });
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      void openExternal(url, log);
      return { action: 'deny' };
    });
  });
}

/**
 * The one web permission that the window has: to put a text on the clipboard when the user asks.
 * It can't read the clipboard, and it gets no camera, location, notification or any other.
 */
const grantedPermission = 'clipboard-sanitized-write';

export function restrictPermissions(): void {
  const isGranted = (permission: string, address: string): boolean =>
    permission === grantedPermission && isAppPage(address);
  session.defaultSession.setPermissionRequestHandler((...[, permission, answer, details]) =>
    answer(isGranted(permission, details.requestingUrl)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    isGranted(permission, origin),
  );
}

function isAppPage(address: string): boolean {
  return address === appOrigin || address.startsWith(`${appOrigin}/`);
}
