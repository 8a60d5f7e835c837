import { create } from 'zustand';
import type { OutputOf } from '../../electron/contract/channels.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { ProviderInfo } from '../../electron/contract/providers.ts';
import type { Settings, SettingsPatch } from '../../electron/contract/settings.ts';
import type { BudgetStatus } from '../../electron/contract/usage.ts';
import { call } from '../bridge.ts';

/** What the main process told about itself; null until it has answered. */
interface Session {
  readonly info: OutputOf<'app.info'> | null;
  readonly settings: Settings | null;
  readonly providers: readonly ProviderInfo[];
  readonly budget: BudgetStatus | null;
  readonly online: boolean;
}

export const useSession = create<Session>(() => ({
  info: null,
  settings: null,
  providers: [],
  budget: null,
  online: navigator.onLine,
}));

export async function loadSession(): Promise<void> {
  const [info, settings, providers, budget] = await Promise.all([
    call('app.info', undefined),
    call('settings.get', undefined),
    call('providers.list', undefined),
    call('usage.budget', undefined),
  ]);
  useSession.setState({ info, settings, providers, budget });
}

export async function changeSettings(patch: SettingsPatch): Promise<void> {
  useSession.setState({ settings: await call('settings.set', patch) });
}

export async function refreshProviders(): Promise<void> {
  useSession.setState({ providers: await call('providers.list', undefined) });
}

export function receiveSessionEvent(event: AppEvent): void {
  switch (event.type) {
    case 'settings-changed':
      useSession.setState({ settings: event.settings });
      break;
    case 'providers-changed':
      useSession.setState({ providers: event.providers });
      break;
    case 'budget-changed':
      useSession.setState({ budget: event.budget });
      break;
    default:
  }
}

/** Follows the network as the system sees it; returns a function that stops. */
export function followNetwork(): () => void {
  const update = (): void => {
    useSession.setState({ online: navigator.onLine });
  };
  window.addEventListener('online', update);
  window.addEventListener('offline', update);
  return () => {
    window.removeEventListener('online', update);
    window.removeEventListener('offline', update);
  };
}
