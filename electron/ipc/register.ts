import { app, ipcMain } from 'electron';
import { z } from 'zod';
import type { CloudHandlers } from '../cloud/cloud-handlers.ts';
import type { Engine } from '../engine.ts';
import type { Log } from '../monitor/log.ts';
import { openExternal } from '../platform/harden.ts';
import type { LinkQuestions } from '../platform/link-questions.ts';
import type { ProviderHub } from '../providers/provider-hub.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AppEvent } from '../contract/events.ts';
import { curationHandlers } from './curation-handlers.ts';
import { type ConfigHandlerOptions, configHandlers } from './config-handlers.ts';
import { createPathDesk } from './chosen-paths.ts';
import { editHandlers } from './edit-handlers.ts';
import { answer, handleChannels } from './handle.ts';
import { jobHandlers } from './job-handlers.ts';
import { linkHandlers } from './link-handlers.ts';
import { libraryHandlers } from './library-handlers.ts';
import { maskHandlers } from './mask-handlers.ts';
import { choosePathsChannel, ingestPathsChannel } from './private-channels.ts';
import { providerHandlers } from './provider-handlers.ts';
import { recipeHandlers } from './recipe-handlers.ts';
import { usageHandlers } from './usage-handlers.ts';
import { variantHandlers } from './variant-handlers.ts';

export interface RegisterOptions {
  readonly engine: Engine;
  readonly hub: ProviderHub;
  readonly settings: SettingsStore;
  readonly keysPersist: boolean;
  readonly simulators: boolean;
  readonly cloud: CloudHandlers;
  readonly config: ConfigHandlerOptions;
  readonly log: Log;
  readonly send: (event: AppEvent) => void;
  readonly questions: LinkQuestions;
  /** The window hears events from now on: it listens before it asks for anything. */
  readonly onListening: () => void;
}

const pathsSchema = z.array(z.string().min(1).max(32_768)).max(20_000);

/** Answers the window: every channel of the contract, and the preload script's own. */
export function register(options: RegisterOptions): void {
  const { engine, log, send } = options;
  const desk = createPathDesk();
  handleChannels(
    {
      'app.info': () => {
        options.onListening();
        return {
          version: app.getVersion(),
          platform: process.platform,
          locale: app.getLocale(),
          keysPersist: options.keysPersist,
          simulators: options.simulators,
        };
      },
      'app.open-external': (address) => openExternal(address, log),
      ...libraryHandlers({ engine, send }),
      ...linkHandlers(options),
      ...curationHandlers(engine),
      ...jobHandlers(engine),
      ...editHandlers(engine),
      ...maskHandlers(engine),
      ...variantHandlers(engine),
      ...usageHandlers(engine),
      ...recipeHandlers(engine, desk),
      ...providerHandlers(options),
      ...options.cloud,
      ...configHandlers(options.config),
    },
    log,
  );
  ipcMain.handle(ingestPathsChannel, (event, input: unknown) =>
    answer({
      channel: ingestPathsChannel,
      event,
      schema: pathsSchema,
      input,
      log,
      handler: (paths) =>
        engine.ingest.paths(paths, {
          onProgress: (progress) => send({ type: 'ingest-progress', ...progress }),
        }),
    }),
  );
  ipcMain.handle(choosePathsChannel, (event, input: unknown) =>
    answer({
      channel: choosePathsChannel,
      event,
      schema: pathsSchema.min(1),
      input,
      log,
      handler: (paths) => desk.keep(paths),
    }),
  );
}
