import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Notification, app, nativeTheme, net, powerMonitor, safeStorage } from 'electron';
import { cloudAddress } from './cloud/cloud-address.ts';
import { type Cloud, createCloud } from './cloud/create-cloud.ts';
import { noCloudHandlers } from './cloud/no-cloud.ts';
import { followedChannel } from './configuration/channel.ts';
import { createConfiguration } from './configuration/create-configuration.ts';
import { defaultConfiguration } from './configuration/defaults.ts';
import { packsOf, plansOf } from './configuration/plans-of.ts';
import { brand } from './contract/brand.ts';
import type { AppEvent } from './contract/events.ts';
import type { Settings } from './contract/settings.ts';
import { type Engine, createEngine } from './engine.ts';
import { createImageService } from './images/create-image-service.ts';
import { configState } from './ipc/config-handlers.ts';
import { register } from './ipc/register.ts';
import { createLog } from './monitor/log.ts';
import { isOnThisMachine } from './platform/addresses.ts';
import { createBatchNotices } from './platform/batch-notices.ts';
import { openAppFiles } from './platform/app-files.ts';
import { readConfigFile } from './platform/config-file.ts';
import {
  type DeepLink,
  createLinkDesk,
  findDeepLink,
  parseDeepLink,
} from './platform/deep-links.ts';
import { openCheckoutWindow } from './platform/checkout-window.ts';
import { chooseImage } from './platform/choose-image.ts';
import { chooseSavePath } from './platform/choose-save-path.ts';
import { hardenWebContents, openSignInPage, restrictPermissions } from './platform/harden.ts';
import { createKeyVault } from './platform/key-vault.ts';
import { type MainWindow, openMainWindow } from './platform/main-window.ts';
import { createSecretVault } from './platform/secret-vault.ts';
import { setApplicationMenu } from './platform/menu.ts';
import { createLoopback } from './platform/loopback.ts';
import { openLibrary } from './platform/open-library.ts';
import { createLinkQuestions } from './platform/link-questions.ts';
import { createNetworkWatch } from './platform/network-watch.ts';
import { appPaths } from './platform/paths.ts';
import { declareSchemes, serveApp, serveMedia } from './platform/protocols.ts';
import { minimisedSwitch, startWithSystem } from './platform/start-with-system.ts';
import { thisDevice } from './platform/this-device.ts';
import { every } from './platform/timers.ts';
import { createProviderHub } from './providers/provider-hub.ts';
import { readSimulators } from './providers/simulators.ts';
import { createSettingsStore } from './settings/settings-store.ts';
import { systemClock } from './system-clock.ts';

const healthEveryMs = 60_000;
const networkEveryMs = 2_000;
const healthTimeoutMs = 10_000;
const accountEveryMs = 300_000;
const closeTimeoutMs = 5_000;

declareSchemes();
// Root, in development and CI, has to switch it off: with both switches Chromium aborts.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  const paths = appPaths(app);
  const log = createLog(paths.logs, systemClock.now);
  hardenWebContents(log);
  let window: MainWindow | null = null;
  const send = (event: AppEvent): void => {
    window?.send(event);
    followBatches(event);
  };
  let cloud: Cloud | null = null;
  let followBatches: (event: AppEvent) => void = () => undefined;
  const questions = createLinkQuestions(send);
  const links = createLinkDesk((link) => {
    if ('show' in link) send({ type: 'command', command: `show-${link.show}` });
    else if ('billing' in link) cloud?.billing.returned();
    else if ('callback' in link) void cloud?.take(link.callback);
    else if ('refused' in link) send({ type: 'link-refused', error: link.refused });
    else questions.ask(link.asking);
  });
  const open = (link: DeepLink | null): void => {
    window?.focus();
    if (link !== null) links.take(link);
  };
  app.on('second-instance', (_event, argv) => open(findDeepLink(argv, homeFolder())));
  app.on('open-url', (_event, address) => open(parseDeepLink(address, homeFolder())));
  app.on('window-all-closed', () => app.quit());
  app.on('browser-window-focus', () => cloud?.billing.focused());

  await app.whenReady();
  restrictPermissions();
  const files = openAppFiles();
  const settings = createSettingsStore(files.settings);
  const configuration = createConfiguration({
    builtIn: defaultConfiguration,
    file: readConfigFile(paths.user),
    environment: process.env,
  });
  const keys = createKeyVault(paths.keys, safeStorage);
  const simulators = app.isPackaged ? null : readSimulators(process.env['EMULSION_SIMULATORS']);
  const images = createImageService({
    nodePath: paths.node,
    workerPath: paths.worker,
    onCrash: (crash) => log.warn('worker-crashed', { reason: JSON.stringify(crash) }),
  });
  const hub = createProviderHub({
    ...systemClock,
    fetch,
    images,
    keys,
    simulators,
    configuration: configuration.get,
    compatibleUrl: () => settings.get().compatible.baseUrl,
    gateway: () => cloud?.gateway() ?? null,
    timeoutMs: healthTimeoutMs,
    onChange: () => send({ type: 'providers-changed', providers: [...hub.infos()] }),
  });
  configuration.subscribe(hub.reconfigure);
  followBatches = createBatchNotices({
    setProgress: (fraction) => window?.setProgress(fraction),
    isFocused: () => window?.isFocused() ?? false,
    notify: (title, body) => new Notification({ title, body }).show(),
    language: () => languageOf(settings.get()),
  });
  const network = createNetworkWatch(() => net.isOnline());
  const openEngine = (): Promise<Engine> =>
    createEngine({
      dataFolder: paths.data,
      readerPath: paths.reader,
      providers: hub.connected,
      configuration: configuration.get,
      images,
      settings,
      clock: systemClock,
      online: network.ask,
      onEvent: send,
      batchImages: () => cloud?.billing.batchImages() ?? Infinity,
      monitor: (event) => log.info(event.type, { detail: JSON.stringify(event) }),
    });
  const engine = await openLibrary(openEngine, languageOf(settings.get()));
  if (engine === null) return app.exit(1);

  serveApp(paths.renderer);
  serveMedia((request) => {
    switch (request.kind) {
      case 'preview':
        return engine.previews.preview(request.blob, request.size);
      case 'tile':
        return engine.previews.tile(request.blob, request.column, request.row);
      case 'edit':
        return engine.previews.editView(request.blob, request.tile);
    }
  });
  const tellConfig = (): void => send({ type: 'config-changed', state: configState(config) });
  const loopback = createLoopback((callback) => open({ callback }));
  const address = cloudAddress(process.env, brand.cloud);
  if (address !== null) {
    cloud = createCloud({
      address,
      engine,
      images,
      vault: createSecretVault(paths.sessions, safeStorage),
      accountFile: files.accounts,
      thisDevice: thisDevice(app),
      configuration: {
        channel: followedChannel(process.env, app.isPackaged),
        installation: files.installation,
        folder: paths.user,
        apply: configuration.follow,
        onChange: tellConfig,
      },
      billing: {
        folder: paths.user,
        plans: () => plansOf(configuration.get()),
        packs: () => packsOf(configuration.get()),
        openCheckout: (page) =>
          openCheckoutWindow({ log, language: languageOf(settings.get()) }, page),
        monotonic: () => performance.now(),
      },
      // A cloud on this machine is there without a network.
      online: () => isOnThisMachine(address.url) || network.ask(),
      clock: systemClock,
      log,
      temporaryFolder: () => mkdtemp(path.join(paths.data, 'temporary', 'avatar-')),
      openBrowser: openSignInPage,
      // Installed, the system knows our deep links.
      loopback: app.isPackaged ? null : loopback.open,
      chooseImage,
      chooseSavePath,
      onEvent: send,
      onGatewayChanged: hub.reconfigure,
    });
  }
  const config = { configuration, cloud: cloud?.config ?? null };
  configuration.subscribe(tellConfig);
  register({
    engine,
    hub,
    settings,
    keysPersist: keys.persists,
    simulators: simulators !== null,
    cloud: cloud?.handlers ?? noCloudHandlers(),
    config,
    log,
    send,
    questions,
    onListening: () => {
      questions.repeat();
      links.open();
    },
  });
  const apply = (current: Settings): void => {
    nativeTheme.themeSource = current.theme;
    setApplicationMenu({
      language: languageOf(current),
      isMac: process.platform === 'darwin',
      developer: !app.isPackaged,
      command: (command) => send({ type: 'command', command }),
    });
  };
  const startsWithSystem = (): void => {
    // From the sources, the system would start an Electron without an app.
    if (!app.isPackaged) return;
    startWithSystem(app, settings.get().startWithSystem).catch((error: unknown) => {
      log.warn('start-with-system-failed', { detail: String(error) });
    });
  };
  apply(settings.get());
  startsWithSystem();
  let ownServer = settings.get().compatible.baseUrl;
  settings.subscribe((next) => {
    apply(next);
    startsWithSystem();
    send({ type: 'settings-changed', settings: next });
    if (next.compatible.baseUrl === ownServer) return;
    ownServer = next.compatible.baseUrl;
    void hub.discover();
  });
  if (app.isPackaged) app.setAsDefaultProtocolClient(brand.scheme);

  const minimised = app.commandLine.hasSwitch(minimisedSwitch);
  window = openMainWindow(files.window, paths.preload, minimised);
  log.info('started', { version: app.getVersion(), electron: process.versions.electron ?? '' });
  open(findDeepLink(process.argv, homeFolder()));
  void hub.discover().then(hub.checkAll);

  const timers = [
    every(networkEveryMs, () => {
      if (network.hasComeBack()) engine.wentOnline();
      cloud?.look(window?.isInUse() ?? false);
    }),
    every(accountEveryMs, () => {
      if (window?.isInUse() ?? false) void cloud?.refresh();
    }),
    every(healthEveryMs, () => {
      if (!(window?.isInUse() ?? false)) return;
      void hub.checkAll();
      void engine.probeProviders(AbortSignal.timeout(healthTimeoutMs));
    }),
  ];
  powerMonitor.on('suspend', () => cloud?.power.suspended());
  powerMonitor.on('resume', () => cloud?.power.resumed());
  app.on('will-quit', (event) => {
    event.preventDefault();
    for (const stop of timers) stop();
    loopback.close();
    const closed = Promise.resolve(cloud?.close())
      .then(() => engine.close())
      .then(() => images.close());
    // A disk that hangs must not keep the app: what is left undone, the next start recovers. A plain
    // exit would wait for the threads that hang with it.
    const tooLate = sleep(closeTimeoutMs).then(() => process.kill(process.pid, 'SIGKILL'));
    void Promise.race([closed, tooLate]).finally(() => app.exit());
  });
}

function homeFolder(): string {
  return app.getPath('home');
}

function languageOf({ language }: Settings): 'en' | 'de' {
  if (language !== 'system') return language;
  return app.getLocale().startsWith('de') ? 'de' : 'en';
}
