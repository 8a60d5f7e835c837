import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { accountsFrom, compatibleFrom } from '../../../electron/cli/environment.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import { type Engine, createEngine } from '../../../electron/engine.ts';
import { createImageService } from '../../../electron/images/create-image-service.ts';
import type { ImageService } from '../../../electron/images/image-service.ts';
import type { SettingsPatch } from '../../../electron/contract/settings.ts';
import { createProviders } from '../../../electron/providers/create-providers.ts';
import type { Clock } from '../../../electron/router/ports.ts';
import { jsonSettingsFile } from '../../../electron/settings/json-settings-file.ts';
import { createSettingsStore } from '../../../electron/settings/settings-store.ts';
import { systemClock } from '../../../electron/system-clock.ts';

export interface RealEngineOptions {
  readonly dataFolder: string;
  /** Name → address, as EMULSION_SIMULATORS has it; null leaves the device alone. */
  readonly simulators: string | null;
  readonly clock?: Clock;
  readonly onEvent?: (event: AppEvent) => void;
  readonly settings?: SettingsPatch;
  /** Shared with other engines, and closed by who made it. */
  readonly images?: ImageService;
}

export interface RealEngine {
  readonly engine: Engine;
  readonly images: ImageService;
  close(): Promise<void>;
}

/** Two workers, from source. */
export function startImageWorkers(): ImageService {
  return createImageService({
    nodePath: process.execPath,
    workerPath: fileURLToPath(new URL('../../../electron/images/worker/main.ts', import.meta.url)),
    size: 2,
  });
}

/** The engine as the command line composes it: real database, workers and providers, from source. */
export async function openRealEngine(options: RealEngineOptions): Promise<RealEngine> {
  const { dataFolder, simulators, clock = systemClock, onEvent = () => undefined } = options;
  const environment = simulators === null ? {} : { EMULSION_SIMULATORS: simulators };
  const images = options.images ?? startImageWorkers();
  const closeImages = async (): Promise<void> => {
    if (options.images === undefined) await images.close();
  };
  try {
    await mkdir(dataFolder, { recursive: true });
    const settings = createSettingsStore(jsonSettingsFile(path.join(dataFolder, 'settings.json')));
    if (options.settings !== undefined) settings.patch(options.settings);
    const providers = createProviders({
      fetch,
      images,
      now: clock.now,
      sleep: clock.sleep,
      accounts: accountsFrom(environment, defaultConfiguration),
      compatible: await compatibleFrom(environment, { fetch, baseUrl: null }),
      gateway: null,
    });
    const engine = await createEngine({
      dataFolder,
      images,
      settings,
      providers: () => providers,
      configuration: () => defaultConfiguration,
      clock,
      online: () => true,
      onEvent,
    });
    return {
      engine,
      images,
      close: async () => {
        await engine.close();
        await closeImages();
      },
    };
  } catch (error) {
    await closeImages();
    throw error;
  }
}
