import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Studio, closeStudio, openStudio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio, /Not allowed to (load local resource|navigate top frame)/);
});

test('opens no windows, and hands only https and mail addresses to the system', async () => {
  const { app, page } = studio;
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    const openExternal = (address: string) => Promise.resolve(void opened.push(address));
    Object.assign(shell, { openExternal });
    Object.assign(globalThis, { opened });
  });

  const addresses = [
    'https://example.com/',
    'file:///etc/passwd',
    'smb://host/share',
    'app://emulsion/',
  ];
  const opened = await page.evaluate(
    (all) => all.map((address) => window.open(address) === null),
    addresses,
  );

  expect(opened).toEqual([true, true, true, true]);
  expect(app.windows()).toHaveLength(1);
  expect(await app.evaluate(() => Reflect.get(globalThis, 'opened'))).toEqual([
    'https://example.com/',
  ]);
});

test('stays at its own page', async () => {
  const { page } = studio;
  for (const address of ['https://example.com/', 'file:///etc/passwd', 'data:text/html,x']) {
    await page.evaluate((to) => {
      location.href = to;
    }, address);
  }
  await page.waitForTimeout(300);
  expect(page.url()).toBe('app://emulsion/index.html');
});

test('answers no frame but its own top one', async () => {
  const { app, page } = studio;
  const preload = await app.evaluate(
    ({ app: main }) => `${main.getAppPath()}/out/main/preload.cjs`,
  );
  const answers = await app.evaluate(async ({ BrowserWindow }, script) => {
    const webPreferences = { preload: script, sandbox: true, nodeIntegrationInSubFrames: true };
    const window = new BrowserWindow({ show: false, webPreferences });
    const ask = 'emulsion.invoke("settings.get")';
    await window.loadURL('data:text/html,<p>Elsewhere</p>');
    const elsewhere: unknown = await window.webContents.executeJavaScript(ask);
    await window.loadURL('app://emulsion/index.html');
    const own: unknown = await window.webContents.executeJavaScript(ask);
    await window.webContents.executeJavaScript(
      'void document.body.append(Object.assign(document.createElement("iframe"), { src: "about:blank" }))',
    );
    const [frame] = window.webContents.mainFrame.frames;
    const blank: unknown = await frame?.executeJavaScript('typeof emulsion');
    window.destroy();
    return { elsewhere, own, blank };
  }, preload);

  expect(answers).toMatchObject({
    elsewhere: { ok: false, error: { kind: 'not-allowed' } },
    own: { ok: true },
    blank: 'undefined',
  });
  expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined');
});

test('grants no permission but to put a text on the clipboard', async () => {
  const { page } = studio;
  const states = await page.evaluate(async () => {
    const asked = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[];
    const answers = await Promise.all(asked.map((name) => navigator.permissions.query({ name })));
    return answers.map(({ state }) => state);
  });
  expect(new Set(states)).toEqual(new Set(['denied']));

  const clipboard = await page.evaluate(async () => {
    const written = await navigator.clipboard.writeText('a description').then(
      () => 'written',
      () => 'refused',
    );
    const read = await navigator.clipboard.readText().catch(() => 'refused');
    return { written, read };
  });
  expect(clipboard).toEqual({ written: 'written', read: 'refused' });
});
