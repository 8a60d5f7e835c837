import { changesBetween } from '../../../electron/configuration/changes.ts';
import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { entriesOf, overlay } from '../../../electron/configuration/overlay.ts';
import { readStrictly } from '../../../electron/configuration/read-document.ts';
import { fail } from '../../../electron/contract/app-error.ts';
import type {
  ConfigOutcome,
  ConfigState,
  ConfigStatus,
  ConfigVersion,
  ConfigWarning,
  ServedConfig,
} from '../../../electron/contract/config-channels.ts';
import {
  type ConfigLayer,
  currentSchemaVersion,
} from '../../../electron/contract/config-fields.ts';
import type { Margin } from '../../../electron/contract/margins.ts';
import type { ConfigChannel } from '../../../electron/contract/remote-config.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import type { Handlers } from './bridge.ts';

type ConfigHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `config.${string}` | `admin.${string}`>
>;

interface RecordedConfig {
  readonly now: number;
  readonly warnings: readonly ConfigWarning[];
  /** Whoever publishes first finds that somebody else was quicker. */
  readonly conflict: boolean;
  /** The session has no second factor yet. */
  readonly refuses: boolean;
}

const published = {
  policy: 'cheapest',
  flags: { 'new-canvas': true },
} as const satisfies ConfigLayer;
const fromEnvironment: ConfigLayer = { limits: { concurrency: 4 } };

const recordedMargins: readonly Margin[] = [
  {
    model: 'openai:gpt-image-2.5-flare',
    operation: 'edit',
    requests: 412,
    cached: 0,
    failed: 9,
    worth: 24_720_000,
    cost: 21_300_000,
    margin: 3_420_000,
    unsure: 120_000,
  },
  {
    model: 'anthropic:claude-haiku-5.5',
    operation: 'describe',
    requests: 2_310,
    cached: 340,
    failed: 0,
    worth: 19_700_000,
    cost: 1_480_000,
    margin: 18_220_000,
    unsure: 0,
  },
  {
    model: 'stability:upscale/creative',
    operation: 'upscale',
    requests: 3,
    cached: 0,
    failed: 3,
    worth: 0,
    cost: 600_000,
    margin: -600_000,
    unsure: 1_200_000,
  },
];

/** What an app hears that follows a published configuration, on the machine of an admin. */
export function recordedConfig(
  { now, warnings, conflict, refuses }: RecordedConfig,
  emit: (event: AppEvent) => void,
): ConfigHandlers {
  const status: ConfigStatus = {
    channel: 'development',
    version: 7,
    publishedAt: now - 3_600_000,
    checkedAt: now,
    warnings,
  };
  const state: ConfigState = {
    configuration: overlay(defaultConfiguration, [published, fromEnvironment]),
    status,
  };
  const documents = new Map<ConfigChannel, ServedConfig>();
  let quickerPending = conflict;
  const servedOf = (channel: ConfigChannel): ServedConfig => {
    if (refuses) throw fail('account-second-factor-needed');
    return documents.get(channel) ?? servedAtFirst(channel, now);
  };
  const serve = (served: ServedConfig): ConfigOutcome => {
    documents.set(served.channel, served);
    return { outcome: 'done', served };
  };
  /** Refuses once what was decided on an older state of the channel. */
  const quicker = (channel: ConfigChannel): ConfigOutcome | null => {
    if (!quickerPending) return null;
    quickerPending = false;
    const before = servedOf(channel);
    const theirs = withVersion(before, { note: 'Grace was quicker', now, percent: 100 });
    documents.set(channel, theirs);
    return { outcome: 'conflict', served: theirs };
  };

  return {
    'config.state': () => state,
    'config.effective': () =>
      entriesOf(defaultConfiguration, [
        { origin: 'remote', layer: published },
        { origin: 'environment', layer: fromEnvironment },
      ]),
    'config.check': () => {
      const checked = { ...status, checkedAt: now + 60_000 };
      emit({ type: 'config-changed', state: { ...state, status: checked } });
      return checked;
    },
    'admin.config.load': servedOf,
    'admin.margins': () => ({ since: '2026-10-23', margins: recordedMargins }),
    'admin.config.validate': ({ channel, document }) => {
      const reading = readStrictly(document, defaultConfiguration);
      return {
        problems: reading.ok ? [] : reading.problems,
        changes: changesBetween(servedOf(channel).document, document),
      };
    },
    'admin.config.publish': ({ channel, document, note, percent }) => {
      const reading = readStrictly(document, defaultConfiguration);
      if (!reading.ok) return { outcome: 'refused', problems: reading.problems };
      const theirs = quicker(channel);
      if (theirs !== null) return theirs;
      const next = withVersion(servedOf(channel), { note, now, percent });
      return serve({ ...next, document });
    },
    'admin.config.rollback': ({ channel, version }) => {
      const served = servedOf(channel);
      if (!served.versions.some((one) => one.version === version)) throw fail('not-found');
      return serve({
        ...served,
        version,
        stableVersion: version,
        percent: 100,
        revision: served.revision + 1,
      });
    },
    'admin.config.percent': ({ channel, percent }) => {
      const served = servedOf(channel);
      return serve({ ...served, percent, revision: served.revision + 1 });
    },
  };
}

function servedAtFirst(channel: ConfigChannel, now: number): ServedConfig {
  if (channel === 'staging') return nothingServed(channel);
  const versions: readonly ConfigVersion[] = [
    {
      version: 7,
      note: 'Cheapest first, until the prices of the new models are known',
      author: 'Grace',
      publishedAt: now - 3_600_000,
    },
    { version: 5, note: '', author: 'ada@lumen.example', publishedAt: now - 86_400_000 },
    { version: 2, note: 'First', author: null, publishedAt: now - 864_000_000 },
  ];
  return {
    channel,
    revision: 9,
    version: 7,
    stableVersion: 5,
    percent: channel === 'production' ? 10 : 100,
    document: { schemaVersion: currentSchemaVersion, ...published },
    versions,
  };
}

function nothingServed(channel: ConfigChannel): ServedConfig {
  return {
    channel,
    revision: 0,
    version: null,
    stableVersion: null,
    percent: 100,
    document: {},
    versions: [],
  };
}

function withVersion(
  served: ServedConfig,
  { note, now, percent }: { readonly note: string; readonly now: number; readonly percent: number },
): ServedConfig {
  const version = (served.version ?? 0) + 1;
  return {
    ...served,
    version,
    stableVersion: served.version,
    percent,
    revision: served.revision + 1,
    versions: [{ version, note, author: 'Ada Merz', publishedAt: now }, ...served.versions],
  };
}
