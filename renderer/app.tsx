import './ui/tokens.css';
import './ui/base.css';
import './ui/screen.css';
import { Tooltip } from 'radix-ui';
import { type ComponentType, useEffect } from 'react';
import { AccountScreen } from './account/account-screen.tsx';
import { loadAccount } from './account/account-store.ts';
import { AdminScreen } from './admin/admin-screen.tsx';
import { followEvents } from './events.ts';
import { Palette } from './frame/palette.tsx';
import { Rail } from './frame/rail.tsx';
import { Shortcuts } from './frame/shortcuts.tsx';
import { StatusLine } from './frame/status-line.tsx';
import { useShortcuts } from './frame/use-shortcuts.ts';
import { setLanguage } from './i18n/i18n.ts';
import { LibraryScreen } from './library/library-screen.tsx';
import { StorageDialog } from './library/storage-dialog.tsx';
import { LinkDialog } from './links/link-dialog.tsx';
import { PlansScreen } from './plans/plans-screen.tsx';
import { loadPlans } from './plans/plans-store.ts';
import { QueueScreen } from './queue/queue-screen.tsx';
import { RecipesScreen } from './recipes/recipes-screen.tsx';
import { SettingsScreen } from './settings/settings-screen.tsx';
import { loadAssets } from './stores/assets.ts';
import { loadConfiguration, useBrand } from './stores/configuration.ts';
import { loadJobs } from './stores/jobs.ts';
import { type Screen, useNavigation } from './stores/navigation.ts';
import { followNetwork, loadSession, useSession } from './stores/session.ts';
import { attempt } from './stores/toasts.ts';
import { DropTarget } from './studio/drop-target.tsx';
import { SaveAs } from './studio/save-as.tsx';
import { Studio } from './studio/studio.tsx';
import { BringAlongDialog } from './sync/bring-along-dialog.tsx';
import { RefusedChanges } from './sync/refused-changes.tsx';
import { loadSync } from './sync/sync-store.ts';
import { applyBrand, applyTheme } from './theme.ts';
import { Tour } from './tour/tour.tsx';
import { Toaster } from './ui/toaster.tsx';
import { useAlerts } from './usage/use-alerts.ts';
import { UsageScreen } from './usage/usage-screen.tsx';
import { Welcome } from './welcome/welcome.tsx';

const screenViews = {
  studio: Studio,
  library: LibraryScreen,
  queue: QueueScreen,
  recipes: RecipesScreen,
  usage: UsageScreen,
  settings: SettingsScreen,
  account: AccountScreen,
  plans: PlansScreen,
  admin: AdminScreen,
} as const satisfies Record<Screen, ComponentType>;

export function App() {
  const { screen, overlay } = useNavigation();
  const welcomed = useSession((state) => state.settings?.welcomed ?? true);
  useMainProcess();
  useAppearance();
  useAlerts();
  useShortcuts();
  const Shown = screenViews[screen];
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <div className="frame">
        <Rail />
        <div className="frame__screen">
          <Shown />
        </div>
        <Tour />
        <StatusLine />
      </div>
      <DropTarget />
      {overlay === 'palette' ? <Palette /> : null}
      {overlay === 'shortcuts' ? <Shortcuts /> : null}
      {overlay === 'save-as' ? <SaveAs /> : null}
      {overlay === 'refused-changes' ? <RefusedChanges /> : null}
      {overlay === 'storage' ? <StorageDialog /> : null}
      {welcomed ? <BringAlongDialog /> : <Welcome />}
      {welcomed ? <LinkDialog /> : null}
      <Toaster />
    </Tooltip.Provider>
  );
}

/** Listens first, then reads: nothing that happens in between is missed. */
function useMainProcess(): void {
  useEffect(() => {
    const stopEvents = followEvents();
    const stopNetwork = followNetwork();
    attempt(loadSession);
    attempt(loadAccount);
    attempt(loadSync);
    attempt(loadConfiguration);
    attempt(loadPlans);
    attempt(loadAssets);
    attempt(loadJobs);
    return () => {
      stopEvents();
      stopNetwork();
    };
  }, []);
}

function useAppearance(): void {
  const theme = useSession((state) => state.settings?.theme ?? 'system');
  const language = useSession((state) => state.settings?.language ?? 'system');
  const locale = useSession((state) => state.info?.locale ?? navigator.language);
  const brand = useBrand();
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    applyBrand(brand);
  }, [brand]);
  useEffect(() => {
    setLanguage(language, locale);
  }, [language, locale]);
}
