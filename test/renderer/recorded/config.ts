import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { entriesOf } from '../../../electron/configuration/overlay.ts';
import { fail } from '../../../electron/contract/app-error.ts';
import type { ConfigStatus, ServedConfig } from '../../../electron/contract/config-channels.ts';
import {
  type ConfigLayer,
  currentSchemaVersion,
} from '../../../electron/contract/config-fields.ts';
import type { Handlers } from './bridge.ts';

type ConfigHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `config.${string}` | `admin.config.${string}`>
>;

const published: ConfigLayer = { policy: 'cheapest', flags: { 'new-canvas': true } };

/** What an app hears that follows a published configuration, on the machine of an admin. */
export function recordedConfig(now: number): ConfigHandlers {
  const status: ConfigStatus = {
    channel: 'development',
    version: 7,
    publishedAt: now - 3_600_000,
    checkedAt: now,
    warnings: [],
  };
  const served: ServedConfig = {
    channel: 'development',
    revision: 9,
    version: 7,
    stableVersion: 7,
    percent: 100,
    document: {
      schemaVersion: currentSchemaVersion,
      policy: 'cheapest',
      flags: { 'new-canvas': true },
    },
    versions: [
      { version: 7, note: 'Cheapest first', author: 'Grace', publishedAt: now - 3_600_000 },
      { version: 5, note: 'First', author: null, publishedAt: now - 86_400_000 },
    ],
  };
  return {
    'config.state': () => ({ configuration: defaultConfiguration, status }),
    'config.effective': () =>
      entriesOf(defaultConfiguration, [{ origin: 'remote', layer: published }]),
    'config.check': () => status,
    'admin.config.load': (channel) => ({ ...served, channel }),
    'admin.config.validate': () => ({
      problems: [],
      changes: [{ path: ['policy'], title: 'Routing policy', before: 'cheapest', after: 'best' }],
    }),
    'admin.config.publish': ({ channel, percent }) => ({
      outcome: 'done',
      served: { ...served, channel, percent, revision: 10, version: 8 },
    }),
    'admin.config.rollback': ({ channel, version }) => {
      if (version !== null && version > served.revision) throw fail('not-found');
      return { outcome: 'done', served: { ...served, channel, revision: 10, version: 5 } };
    },
    'admin.config.percent': ({ channel, percent }) => ({
      outcome: 'done',
      served: { ...served, channel, percent, revision: 10 },
    }),
  };
}
