import './frame.css';
import { commands, titleKey } from '../commands.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay } from '../stores/navigation.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';

const groups = ['file', 'image', 'mask', 'view', 'go'] as const;

/** All keys on one sheet. */
export function Shortcuts() {
  const { t } = useTexts();
  return (
    <Dialog
      title={t('shortcuts.title')}
      width={680}
      onClose={() => {
        showOverlay(null);
      }}
    >
      {/* Where it is longer than the window, the keys scroll it too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="dialog__content" tabIndex={0} aria-label={t('shortcuts.title')}>
        <div className="shortcut-sheet">
          {groups.map((group) => (
            <section key={group}>
              <h3>{t(`palette.group.${group}`)}</h3>
              <dl>
                {commands
                  .filter((command) => command.group === group && command.keys !== undefined)
                  .map((command) => (
                    <div key={command.id}>
                      <dt>{t(titleKey(command.id))}</dt>
                      <dd>
                        <Keys keys={command.keys?.[0] ?? ''} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </section>
    </Dialog>
  );
}
