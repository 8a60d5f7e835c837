import './frame.css';
import '../ui/command-list.css';
import { Command as CommandMenu } from 'cmdk';
import { type Command, commands, titleKey } from '../commands.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { matchCommand } from '../ui/match-command.ts';
import { Keys } from '../ui/keys.tsx';

const groups = [
  'image',
  'file',
  'view',
  'go',
  'operation',
] as const satisfies readonly Command['group'][];

/** Every command by its name. */
export function Palette() {
  const { t } = useTexts();
  const possible = commands.filter(
    (command) => command.id !== 'show-palette' && (command.when?.() ?? true),
  );
  return (
    <Dialog
      title={t('palette.title')}
      bare
      width={600}
      onClose={() => {
        showOverlay(null);
      }}
    >
      <div className="palette-dialog__list">
        <CommandMenu label={t('palette.title')} filter={matchCommand} loop>
          <CommandMenu.Input className="command-list__input" placeholder={t('palette.search')} />
          <CommandMenu.List className="command-list" label={t('palette.title')}>
            <CommandMenu.Empty className="command-list__empty">
              {t('palette.nothing')}
            </CommandMenu.Empty>
            {groups.map((group) => (
              <CommandMenu.Group
                key={group}
                heading={t(`palette.group.${group}`)}
                className="command-list__group"
              >
                {possible
                  .filter((command) => command.group === group)
                  .map((command) => (
                    <CommandMenu.Item
                      key={command.id}
                      className="command-list__item"
                      value={command.id}
                      keywords={[t(titleKey(command.id))]}
                      onSelect={() => {
                        showOverlay(null);
                        attempt(async () => command.run());
                      }}
                    >
                      <span>{t(titleKey(command.id))}</span>
                      {command.keys?.[0] === undefined ? null : <Keys keys={command.keys[0]} />}
                    </CommandMenu.Item>
                  ))}
              </CommandMenu.Group>
            ))}
          </CommandMenu.List>
        </CommandMenu>
      </div>
    </Dialog>
  );
}
