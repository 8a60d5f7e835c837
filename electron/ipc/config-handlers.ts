import type { ConfigState, ConfigStatus } from '../contract/config-channels.ts';
import { fail } from '../contract/app-error.ts';
import type { ConfigurationStore } from '../configuration/create-configuration.ts';
import type { Handlers } from './handle.ts';

type ConfigChannelName = Extract<keyof Handlers, `config.${string}` | `admin.${string}`>;
type AdminChannelName = Extract<ConfigChannelName, `admin.${string}`>;

/** What follows the published configuration; `electron/cloud/remote-config` has one. */
export interface Follower {
  /** Without the warnings of this machine's own origins. */
  status(): ConfigStatus;
  /** Asks the cloud now; never rejects. */
  check(): Promise<void>;
}

export interface ConfigHandlerOptions {
  readonly configuration: ConfigurationStore;
  /** Null: this build names no cloud. */
  readonly cloud: {
    readonly follower: Follower;
    readonly admin: Pick<Handlers, AdminChannelName>;
  } | null;
}

const noCloud: ConfigStatus = {
  channel: null,
  version: null,
  publishedAt: null,
  checkedAt: null,
  warnings: [],
};

/** What the window hears of the configuration, at once and after each change. */
export function configState({ configuration, cloud }: ConfigHandlerOptions): ConfigState {
  const status = cloud?.follower.status() ?? noCloud;
  return {
    configuration: configuration.get(),
    status: { ...status, warnings: [...configuration.warnings(), ...status.warnings] },
  };
}

export function configHandlers(options: ConfigHandlerOptions): Pick<Handlers, ConfigChannelName> {
  const { configuration, cloud } = options;
  const refuse = (): never => {
    throw fail('cloud-none');
  };
  return {
    'config.state': () => configState(options),
    'config.effective': () => configuration.entries(),
    'config.check': async () => {
      await cloud?.follower.check();
      return configState(options).status;
    },
    ...(cloud?.admin ?? {
      'admin.config.load': refuse,
      'admin.config.validate': refuse,
      'admin.config.publish': refuse,
      'admin.config.rollback': refuse,
      'admin.config.percent': refuse,
      'admin.margins': refuse,
    }),
  };
}
