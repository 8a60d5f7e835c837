import { appError, fail, toAppError } from '../../../electron/contract/app-error.ts';
import type { Bridge } from '../../../electron/contract/bridge.ts';
import {
  type Channel,
  type OutputOf,
  type ParsedInputOf,
  channels,
} from '../../../electron/contract/channels.ts';
import type { ConfigWarning } from '../../../electron/contract/config-channels.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import type { AssetDetails, IngestReport } from '../../../electron/contract/library.ts';
import type { LinkQuestion } from '../../../electron/contract/links.ts';
import { operations } from '../../../electron/contract/operations.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { type Settings, settingsSchema } from '../../../electron/contract/settings.ts';
import type { BringAlong, SyncStatus } from '../../../electron/contract/sync.ts';
import { type RecordedAccount, recordedAccounts } from './accounts.ts';
import { type RecordedPlan, recordedBilling } from './billing.ts';
import { recordedConfig } from './config.ts';
import { crowdedLibrary } from './crowded-library.ts';
import { recordedCuration } from './curation.ts';
import { crowdedProviders } from './crowded-providers.ts';
import { crowdedQueue } from './crowded-queue.ts';
import {
  asset,
  originalOf,
  recordedAssets,
  recordedAt,
  recordedBudget,
  recordedProviders,
  onDeviceOnly,
  routeOf,
} from './data.ts';
import { recordedEdits } from './edits.ts';
import { type JobPlayer, createJobPlayer } from './job-player.ts';
import { recordedMasks } from './masks.ts';
import { recordedPaths, recordedRecipes } from './recipes.ts';
import { recordedSync } from './sync.ts';

/** What a page shows; each is a query parameter of the recorded page. */
export interface Scenario {
  readonly empty?: boolean;
  readonly settings?: Partial<Settings>;
  /** The main process answers with something that the window cannot draw. */
  readonly broken?: boolean;
  /** Jobs stop here, so that a picture can be taken. */
  readonly hold?: 'running' | 'unknown' | 'consent' | 'failed';
  /** Many assets and many jobs, in every state. */
  readonly crowd?: { readonly assets: number; readonly jobs: number };
  /** A link from outside wants something, once the window listens. */
  readonly link?: LinkQuestion;
  /** Content Credentials can't be signed. */
  readonly unsigned?: boolean;
  /** The computer has no keyring. */
  readonly forgetsKeys?: boolean;
  readonly account?: RecordedAccount;
  /** What is configured but not in force. */
  readonly warnings?: readonly ConfigWarning[];
  /** Somebody else publishes a configuration at the same time. */
  readonly conflict?: boolean;
  /** The cloud wants a second factor before it lets an admin in. */
  readonly adminRefused?: boolean;
  readonly sync?: SyncStatus;
  /** What the account has bought; nothing is known where it is left out. */
  readonly plan?: RecordedPlan;
  readonly offer?: BringAlong;
  /** No other device has made anything. */
  readonly nothingElsewhere?: boolean;
}

export type Handlers = {
  readonly [Name in Channel]: (
    input: ParsedInputOf<Name>,
  ) => Promise<OutputOf<Name>> | OutputOf<Name>;
};

const report: IngestReport = {
  outcomes: [
    { status: 'added', name: 'lake-at-dusk.jpg', asset: asset(1, 'lake-at-dusk.jpg') },
    { status: 'already-there', name: 'north-ridge.heic', asset: asset(2, 'north-ridge.heic') },
    { status: 'refused', name: 'half-a-photo.jpg', error: appError('file-truncated') },
    { status: 'refused', name: 'minutes.docx', error: appError('file-not-an-image') },
  ],
};

/** Stands in for the main process in an ordinary browser: recorded answers, jobs that play. */
export function createRecordedBridge(scenario: Scenario): Bridge {
  const listeners = new Set<(event: AppEvent) => void>();
  const emit = (event: AppEvent): void => {
    for (const listener of listeners) listener(event);
  };
  let settings = settingsSchema.parse({ welcomed: true, ...scenario.settings });
  const details = new Map<string, AssetDetails>(
    recordedAssets.map((one) => [
      one.id,
      { asset: one, versions: [originalOf(one)], annotations: [] },
    ]),
  );
  const player: JobPlayer = createJobPlayer({ emit, details, hold: scenario.hold ?? null });
  const nothing = (): undefined => undefined;

  const handlers: Handlers = {
    'app.info': () => {
      const { link } = scenario;
      if (link !== undefined) setTimeout(emit, 0, { type: 'link-asked', question: link });
      return {
        version: '0.1.0',
        platform: 'linux',
        locale: 'en-GB',
        keysPersist: scenario.forgetsKeys !== true,
        simulators: true,
      };
    },
    'app.open-external': nothing,
    'ingest.open-dialog': () => report,
    'ingest.paste': () => report,
    'ingest.samples': () => report,
    'library.list': () =>
      scenario.empty
        ? { total: 0, assets: [] }
        : { total: recordedAssets.length, assets: recordedAssets },
    'library.details': (id) => {
      const found = details.get(id);
      if (!found) throw new Error(`no asset ${id}`);
      return found;
    },
    'library.rename': nothing,
    'library.remove': (ids) => {
      emit({ type: 'assets-removed', assetIds: [...ids] });
    },
    'versions.save-as': ({ versionIds }) => ({
      saved: versionIds.map((_, n) => `lake-at-dusk-${n + 1}.png`),
      incomplete:
        scenario.unsigned === true ? versionIds.map((_, n) => `lake-at-dusk-${n + 1}.png`) : [],
    }),
    'links.answer': () => null,
    'versions.copy': nothing,
    'versions.show-in-folder': nothing,
    'versions.start-drag': nothing,
    'route.preview': (request) => {
      const { operation } = request.call;
      const needsMask = operations[operation].mask === 'required';
      if (needsMask && request.mask === null)
        throw fail('invalid-request', { params: { operation } });
      return settings.onDeviceOnly ? onDeviceOnly(routeOf(operation)) : routeOf(operation);
    },
    'jobs.submit': (requests) => requests.map((request) => player.play(request)),
    'jobs.list': () => [...player.jobs()],
    'jobs.cancel': player.cancel,
    'jobs.pause': nothing,
    'jobs.resume': nothing,
    'jobs.retry': nothing,
    'jobs.move': nothing,
    'jobs.decide': ({ jobId }) => {
      player.cancel([jobId]);
    },
    'jobs.clear-finished': nothing,
    'variants.decide': player.decide,
    'providers.list': () => [...recordedProviders],
    'providers.set-key': () => ({ status: 'ok', latencyMs: 210 }),
    'providers.remove-key': nothing,
    'providers.check': () => ({ status: 'ok', latencyMs: 190 }),
    'settings.get': () => settings,
    'settings.set': (patch) => {
      settings = settingsSchema.parse({ ...settings, ...patch });
      return settings;
    },
    ...recordedEdits(),
    ...recordedMasks(),
    ...recordedAccounts(scenario.account ?? 'nobody', emit),
    ...recordedSync(
      {
        status: scenario.sync ?? { state: 'off' },
        offer: scenario.offer ?? null,
        nothingElsewhere: scenario.nothingElsewhere === true,
      },
      emit,
    ),
    ...recordedConfig(
      {
        now: recordedAt,
        warnings: scenario.warnings ?? [],
        conflict: scenario.conflict === true,
        refuses: scenario.adminRefused === true,
      },
      emit,
    ),
    ...recordedBilling(scenario.plan ?? 'unknown', emit),
    ...recordedCuration(emit),
    ...recordedRecipes(emit, scenario.empty ?? false),
    'usage.budget': () => (scenario.broken ? ({} as typeof recordedBudget) : recordedBudget),
    ...(scenario.crowd && {
      ...crowdedLibrary(scenario.crowd.assets, emit),
      ...crowdedQueue(scenario.crowd.jobs, emit),
      ...crowdedProviders(),
    }),
  };

  return {
    // Parsed as the main process does: a request that it would refuse is refused here.
    invoke: async (channel, input) =>
      await answer(async () =>
        handlers[channel](channels[channel].input.parse(input) as ParsedInputOf<typeof channel>),
      ),
    chooseFiles: async () => await answer(async () => recordedPaths),
    ingestFiles: async () => await answer(async () => report),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function answer<Value>(ask: () => Promise<Value>): Promise<Result<Value>> {
  try {
    return { ok: true, value: await ask() };
  } catch (thrown) {
    return { ok: false, error: toAppError(thrown) };
  }
}
