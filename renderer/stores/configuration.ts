import { create } from 'zustand';
import { brand } from '../../electron/contract/brand.ts';
import type { ConfigEntry, ConfigState } from '../../electron/contract/config-channels.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { Configuration } from '../../electron/contract/remote-config.ts';
import { call } from '../bridge.ts';

interface ConfigurationView {
  /** Null until the main process has answered. */
  readonly state: ConfigState | null;
  /** Every value in force with its origin; read when somebody looks at it. */
  readonly entries: readonly ConfigEntry[] | null;
}

export const useConfiguration = create<ConfigurationView>(() => ({ state: null, entries: null }));

/** The brand in force: the built-in one until the main process has answered. */
export function useBrand(): Configuration['brand'] {
  return useConfiguration(({ state }) => state?.configuration.brand) ?? brand;
}

export async function loadConfiguration(): Promise<void> {
  useConfiguration.setState({ state: await call('config.state', undefined) });
}

export async function loadEntries(): Promise<void> {
  useConfiguration.setState({ entries: await call('config.effective', undefined) });
}

/** Asks the cloud now; what has changed comes as an event. */
export async function checkConfiguration(): Promise<void> {
  const status = await call('config.check', undefined);
  useConfiguration.setState(({ state }) => ({ state: state && { ...state, status } }));
}

export async function receiveConfigurationEvent(event: AppEvent): Promise<void> {
  if (event.type !== 'config-changed') return;
  useConfiguration.setState({ state: event.state });
  if (useConfiguration.getState().entries !== null) await loadEntries();
}
