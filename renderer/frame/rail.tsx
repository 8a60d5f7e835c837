import './frame.css';
import {
  Aperture,
  ChartColumn,
  CookingPot,
  Images,
  ListTodo,
  Search,
  Settings,
  SlidersHorizontal,
  Wand,
} from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { AccountMenu } from '../account/account-menu.tsx';
import { useAccount } from '../account/account-store.ts';
import { activeAccount } from '../account/sign-in-flow.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useBrand } from '../stores/configuration.ts';
import { countJobs } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';
import { type Screen, showOverlay, showScreen, useNavigation } from '../stores/navigation.ts';
import { Tip } from '../ui/tip.tsx';

const entries = [
  { screen: 'studio', icon: Wand, keys: 'Mod+1' },
  { screen: 'library', icon: Images, keys: 'Mod+2' },
  { screen: 'queue', icon: ListTodo, keys: 'Mod+3' },
  { screen: 'recipes', icon: CookingPot, keys: 'Mod+8' },
  { screen: 'usage', icon: ChartColumn, keys: 'Mod+7' },
] as const;

export function Rail() {
  const { t } = useTexts();
  const brand = useBrand();
  const isAdmin = useAccount((view) => activeAccount(view.state)?.role === 'admin');
  const screen = useNavigation((state) => state.screen);
  const { busy, waiting, asking } = useJobs(useShallow(countJobs));
  const entry = (to: Screen, keys: string, Icon: typeof Wand) => {
    const open = busy + waiting + asking;
    return (
      <Tip key={to} text={t(`screen.${to}`)} keys={keys} side="right">
        <button
          type="button"
          className="rail__entry"
          aria-current={screen === to ? 'page' : undefined}
          onClick={() => {
            showScreen(to);
          }}
        >
          <Icon aria-hidden />
          <span>{t(`screen.${to}`)}</span>
          {to === 'queue' && open > 0 ? (
            <span className={asking > 0 ? 'rail__count rail__count--asking' : 'rail__count'}>
              <span aria-hidden>{open > 99 ? '99+' : open}</span>
              <span className="visually-hidden">{t('status.open', { count: open })}</span>
            </span>
          ) : null}
        </button>
      </Tip>
    );
  };
  return (
    <nav className="rail" aria-label={t('frame.navigation')}>
      <div className="rail__mark" title={brand.name} aria-hidden>
        <Aperture />
      </div>
      {entries.map(({ screen: to, keys, icon }) => entry(to, keys, icon))}
      <span className="rail__space" />
      <Tip text={t('command.show-palette')} keys="Mod+K" side="right">
        <button
          type="button"
          className="rail__entry"
          data-tour="find"
          onClick={() => {
            showOverlay('palette');
          }}
        >
          <Search aria-hidden />
          <span>{t('frame.find')}</span>
        </button>
      </Tip>
      {isAdmin ? entry('admin', 'Mod+6', SlidersHorizontal) : null}
      {entry('settings', 'Mod+,', Settings)}
      <AccountMenu />
    </nav>
  );
}
